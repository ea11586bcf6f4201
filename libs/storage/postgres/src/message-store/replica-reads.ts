import type {
  ErrorGroupQuery,
  Fingerprint,
  HistoryRange,
  PeekOptions,
  QueueCounts,
  QueueId,
  ReplicaReads,
  Seq,
} from '@howdah/core';
import type { ReplicaReader } from '../replicas/replica-reader.js';
import { statements } from '../statements.js';
import type { Reader } from '../wire/reader.js';
import {
  countingDurable,
  countingTransient,
  countMessages,
  listAttempts,
  peekDeadLetters,
  peekingAll,
  peekingDurable,
  peekMessages,
} from './counting.js';
import { findErrorGroup, listErrorGroups, listGroupAttempts } from './failures.js';
import { readHistory } from './history.js';

type Parameters<V extends keyof ReplicaReads> = globalThis.Parameters<ReplicaReads[V]>;

/**
 * The store's reads on replicas. A standby does not have transient messages: they are counted on the primary, and a queue that holds
 * some is looked at there.
 */
export class PostgresReplicaReads implements ReplicaReads {
  constructor(private readonly reader: ReplicaReader) {}

  async countMessages(queueIds?: readonly QueueId[]): Promise<QueueCounts[]> {
    const { reader } = this;
    if (!reader.hasReplica) return countMessages(reader.primary, queueIds);
    const [durable, transient] = await Promise.all([
      countMessages(reader.fresh, queueIds, countingDurable),
      countMessages(reader.primary, queueIds, countingTransient),
    ]);
    return addedUp(durable, transient);
  }

  peekMessages(queueId: QueueId, options: PeekOptions) {
    return this.#peek(queueId, false, (reader, said) => peekMessages(reader, queueId, options, said));
  }

  peekDeadLetters(origin: QueueId, options: { readonly limit: number; readonly after: Seq }) {
    return this.#peek(origin, true, (reader, said) => peekDeadLetters(reader, origin, options, said));
  }

  listAttempts(messageId: Seq) {
    return listAttempts(this.reader, messageId);
  }

  listErrorGroups(query: ErrorGroupQuery) {
    return listErrorGroups(this.reader, query);
  }

  findErrorGroup(fingerprint: Fingerprint) {
    return findErrorGroup(this.reader, fingerprint);
  }

  listGroupAttempts(...[fingerprint, options]: Parameters<'listGroupAttempts'>) {
    return listGroupAttempts(this.reader, fingerprint, options);
  }

  readHistory(range: HistoryRange) {
    return this.reader.with((connection) => readHistory(connection, range));
  }

  async #peek<T>(
    queueId: QueueId,
    diedThere: boolean,
    peek: (reader: Reader, said: typeof peekingAll) => Promise<T>,
  ): Promise<T> {
    const { reader } = this;
    if (reader.hasReplica && !(await this.#hasTransient(queueId, diedThere))) return peek(reader.fresh, peekingDurable);
    return peek(reader.primary, peekingAll);
  }

  async #hasTransient(queueId: QueueId, diedThere: boolean): Promise<boolean> {
    const [row] = await this.reader.primary.run(statements.hasTransient, [queueId, diedThere]);
    return row!['found'] as boolean;
  }
}

/** Of the same queues, or of all that hold a message. */
function addedUp(durable: readonly QueueCounts[], transient: readonly QueueCounts[]): QueueCounts[] {
  const sums = new Map(durable.map((one) => [one.queueId, one]));
  for (const one of transient) {
    const other = sums.get(one.queueId);
    sums.set(one.queueId, other === undefined ? one : addCounts(other, one));
  }
  return [...sums.values()];
}

function addCounts(one: QueueCounts, other: QueueCounts): QueueCounts {
  const ages = [one.oldestAt, other.oldestAt].filter((at) => at !== null);
  return {
    queueId: one.queueId,
    ready: one.ready + other.ready,
    unacked: one.unacked + other.unacked,
    delayed: one.delayed + other.delayed,
    dead: one.dead + other.dead,
    deadLetters: one.deadLetters + other.deadLetters,
    oldestAt: ages.length === 0 ? null : Math.min(...ages),
  };
}
