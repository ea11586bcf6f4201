import type { Session } from '../access/session.js';
import { BrokerError } from '../errors.js';
import { explainDelivery, type DeliveryContext } from '../explain/explain-delivery.js';
import type { Message, Seq } from '../message/message.js';
import type { MessageStore } from '../ports/message-store.js';
import type { RunContext } from '../search/search-run.js';
import { scopeOf, type ScopeContext, type SearchScope } from '../search/search-scope.js';
import type { TopologyCache } from '../topology/topology-cache.js';
import { findCopies, type FoundCopies } from './find-copies.js';
import { lifeEvents, type LifeRecords } from './life-events.js';
import type { LifeEvent, LifeVerbs, MessageLife } from './message-life.js';

export interface LifeContext extends RunContext, ScopeContext, DeliveryContext {
  readonly store: MessageStore;
  readonly topology: TopologyCache;
}

export function createLifeVerbs(context: LifeContext): LifeVerbs {
  const { authorizer, queues, store, topology } = context;
  return {
    async getMessageLife(session, vhost, id) {
      authorizer.requireRole(session, 'payload-viewer');
      authorizer.requireVhost(session, vhost);
      const scope = await topology.find(() => scopeOf(context, session, vhost, { conditions: [] }, 'oldest'));
      const { records, found } = await gather(context, scope, vhost, id);
      if (!isTied(records) && !(await isShownAnyway(session, records, id))) throw notFound(vhost, id, records.original);
      const events = lifeEvents(queues, records);
      const copies = found.copies.map(async (copy) => ({ ...copy, reasons: await explainDelivery(context, copy.queueId, copy) }));
      const holding = found.copies.length > 0 ? 'held' : found.isComplete ? 'gone' : 'unknown';
      return {
        ...{ id, vhost, holding, events, notKept: notKept(records), looked: found.looked, isComplete: found.isComplete },
        summary: summaryOf(holding, found, events),
        copies: await Promise.all(copies),
      };
    },
  };

  async function isShownAnyway(session: Session, { original }: LifeRecords, id: Seq): Promise<boolean> {
    // Who may see every virtual host learns nothing from a message that some other one has.
    const isAdministrator = session.role === 'admin';
    return isAdministrator && original?.id === id && (await store.scan.findHolders(id)).length === 0;
  }
}

async function gather(context: LifeContext, scope: SearchScope, vhost: string, id: Seq) {
  const { store } = context;
  const [stored, attempts, traces] = await Promise.all([
    store.scan.readLog(id),
    store.onReplica.listAttempts(id),
    store.operations.listTraces(id),
  ]);
  const isReadable = (queueId: number): boolean => scope.queueIds.includes(queueId);
  const own = traces.filter(({ operation }) => operation.vhost === vhost && isReadable(operation.queueId));
  const found = await findCopies(
    context,
    scope,
    id,
    own.flatMap(({ place }) => place ?? []),
  );
  const records: LifeRecords = {
    original: stored?.message ?? null,
    copies: found.copies,
    attempts: attempts.filter(({ queueId }) => isReadable(queueId)),
    traces: own,
  };
  return { records, found };
}

/** Something shows that it is of this virtual host. */
function isTied({ copies, attempts, traces }: LifeRecords): boolean {
  return copies.length + attempts.length + traces.length > 0;
}

function notFound(vhost: string, id: Seq, original: Message | null): BrokerError {
  const isOther = original !== null && original.id !== undefined && original.id !== id;
  return new BrokerError('message_not_found', `nothing is known of a message '${id}' in vhost '${vhost}'`, {
    remedy: isOther
      ? `At this position lies a copy of message '${original.id}'; ask for that.`
      : 'A message that was acknowledged without a failed attempt leaves no record; look for its publisher’s own id with a search.',
  });
}

function summaryOf(holding: MessageLife['holding'], { copies, looked }: FoundCopies, events: readonly LifeEvent[]): string {
  if (holding === 'held') return `It is held: ${copies.map(({ queue, heldState }) => `${heldState} in '${queue}'`).join(', ')}.`;
  if (holding === 'unknown')
    return `It is not among the ${looked} messages behind its position that were looked at; there are more.`;
  const last = events.findLast(({ at }) => at !== null)?.at ?? null;
  const since = last === null ? '' : ` The last that is on record of it is of ${new Date(last).toISOString()}.`;
  return `No queue holds it any more: it was acknowledged, removed, or has expired.${since}`;
}

function notKept({ original }: LifeRecords): readonly string[] {
  return [
    ...(original === null ? ['When and where it was published: the storage of its first copy is free again.'] : []),
    'By which broker and connection it was published.',
    'Deliveries that did not fail: an acknowledgment leaves no record.',
    'Failed attempts longer ago than 14 days, operations that ended longer ago than 90 days.',
  ];
}
