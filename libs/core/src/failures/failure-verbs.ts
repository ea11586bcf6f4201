import type { Authorizer } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import type { Queues } from '../deliver/queues.js';
import { BrokerError } from '../errors.js';
import type { Seq } from '../message/message.js';
import type { Clock } from '../ports/clock.js';
import type { ErrorGroup, ErrorGroupQuery, Fingerprint, GroupAttempt, PeekedDeadLetter } from '../ports/failure-store.js';
import type { MessageStore } from '../ports/message-store.js';
import type { Queue } from '../topology/model.js';

/** An error group with the names of its queues. */
export interface NamedErrorGroup extends ErrorGroup {
  readonly queue: Queue;
  /** Those that still exist. */
  readonly deadLetterQueues: readonly string[];
}

export interface NamedAttempt extends GroupAttempt {
  readonly queue: Queue;
}

export interface NamedDeadLetter extends PeekedDeadLetter {
  readonly queue: Queue;
}

export interface GroupedDeadLetters {
  readonly messages: readonly NamedDeadLetter[];
  /** Dead letters of the queue that were looked at, also those of other groups. */
  readonly scanned: number;
  /** Go on behind this seq; null: there is nothing more. */
  readonly next: Seq | null;
}

export type GroupFilter = Omit<ErrorGroupQuery, 'queueIds'> & { readonly queue: string | null };

/** What fails, by error group. */
export interface FailureVerbs {
  /** Of the queues there are, last seen first. queue_not_found */
  listGroups(session: Session, vhost: string, filter: GroupFilter): Promise<readonly NamedErrorGroup[]>;
  /** error_group_not_found, also when its queue is gone. */
  getGroup(session: Session, fingerprint: Fingerprint): Promise<NamedErrorGroup>;
  /** Newest first, only those recorded before `before`, a position. What errors say may come out of payloads: needs the right to peek. */
  listGroupAttempts(
    session: Session,
    fingerprint: Fingerprint,
    options: { readonly limit: number; readonly before: number },
  ): Promise<readonly NamedAttempt[]>;
  /** The group's dead letters that are still kept, in order of position. Looks at a bounded number of others and says at how many. */
  peekDeadLetters(
    session: Session,
    fingerprint: Fingerprint,
    options: { readonly limit: number; readonly after: Seq },
  ): Promise<GroupedDeadLetters>;
}

export interface FailureContext {
  readonly store: MessageStore;
  readonly queues: Queues;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
}

/** One request reads no more than this of a dead-letter queue. */
const scan = { chunk: 100, messagesMax: 5_000, msMax: 1_000 };

export function createFailureVerbs(context: FailureContext): FailureVerbs {
  const { store, queues, authorizer } = context;

  const find = async (session: Session, fingerprint: Fingerprint): Promise<NamedErrorGroup> => {
    authorizer.requireRole(session, 'viewer');
    const found = await store.onReplica.findErrorGroup(fingerprint);
    const group = found === null ? null : withNames(queues, found);
    if (group === null) throw groupNotFound(fingerprint);
    authorizer.requireVhost(session, group.queue.vhost);
    return group;
  };

  return {
    async listGroups(session, vhost, { queue, ...filter }) {
      authorizer.requireRole(session, 'viewer');
      authorizer.requireVhost(session, vhost);
      const wanted = queue === null ? queues.inVhost(vhost) : [(await queues.find(vhost, queue)).queue];
      const groups = await store.onReplica.listErrorGroups({ ...filter, queueIds: wanted.map(({ id }) => id) });
      return groups.flatMap((group) => withNames(queues, group) ?? []);
    },

    getGroup: find,

    async listGroupAttempts(session, fingerprint, options) {
      const { queue } = await find(session, fingerprint);
      authorizer.authorizePeek(session, queue.vhost, queue.name);
      const attempts = await store.onReplica.listGroupAttempts(fingerprint, options);
      return attempts.map((attempt) => ({ ...attempt, queue }));
    },

    async peekDeadLetters(session, fingerprint, options) {
      const { queueId, queue } = await find(session, fingerprint);
      authorizer.authorizePeek(session, queue.vhost, queue.name);
      return scanDeadLetters(context, session, { ...options, fingerprint, queueId });
    },
  };
}

interface Wanted {
  readonly queueId: number;
  readonly fingerprint: Fingerprint;
  readonly limit: number;
  readonly after: Seq;
}

async function scanDeadLetters(
  { store, queues, authorizer, clock }: FailureContext,
  session: Session,
  { queueId, fingerprint, limit, after }: Wanted,
): Promise<GroupedDeadLetters> {
  const deadline = clock.now() + scan.msMax;
  const messages: NamedDeadLetter[] = [];
  let [position, scanned] = [after, 0];
  for (;;) {
    const chunk = await store.onReplica.peekDeadLetters(queueId, { limit: scan.chunk, after: position });
    for (const one of chunk) {
      position = one.seq;
      scanned++;
      const queue = queues.byId(one.queueId)?.queue;
      if (one.message.deaths[0]?.fingerprint !== fingerprint || queue === undefined) continue;
      authorizer.authorizePeek(session, queue.vhost, queue.name);
      if (messages.push({ ...one, queue }) === limit) return { messages, scanned, next: position };
    }
    if (chunk.length < scan.chunk) return { messages, scanned, next: null };
    if (scanned >= scan.messagesMax || clock.now() >= deadline) return { messages, scanned, next: position };
  }
}

/** Null when its queue is gone. */
function withNames(queues: Queues, group: ErrorGroup): NamedErrorGroup | null {
  const queue = queues.byId(group.queueId)?.queue;
  if (queue === undefined) return null;
  return { ...group, queue, deadLetterQueues: group.deadLetterQueueIds.flatMap((id) => queues.byId(id)?.queue.name ?? []) };
}

function groupNotFound(fingerprint: Fingerprint): BrokerError {
  return new BrokerError('error_group_not_found', `there is no error group '${fingerprint}'`, {
    remedy: 'List the groups; they are forgotten 14 days after their last failure, and with their queue.',
  });
}
