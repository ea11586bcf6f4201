import type { Authorizer } from '../access/authorizer.js';
import type { MessageVerbs, TokenSettlement } from '../broker-api.js';
import type { BrokerCounters } from '../statistics/statistics-api.js';
import { leaseLost, otherQueue } from '../deliver/receive.js';
import type { Queues } from '../deliver/queues.js';
import { toBrokerError } from '../errors.js';
import type { LeasedRun, MessageStore, QueueId, Settlement } from '../ports/message-store.js';
import { countOutcome, verdictOf } from './deliveries.js';
import { announce, type QueueWatcher } from './settlement-batch.js';
import type { Settlements } from './settlements.js';
import { decodeToken, type ReceivedDelivery } from './token.js';

export interface SettleTokensContext {
  readonly store: MessageStore;
  readonly queues: Queues;
  readonly authorizer: Authorizer;
  readonly settlements: Settlements;
  readonly watcher: QueueWatcher;
  readonly counters: BrokerCounters;
}

/** One item on its way: refused already, or a settlement to be committed. */
type Item = { readonly error: Error } | { readonly settlement: Settlement };

export function createSettleVerb(context: SettleTokensContext): MessageVerbs['settle'] {
  return async (session, vhost, name, requested) => {
    context.authorizer.authorize(session, vhost, 'read', name);
    const { queue } = await context.queues.find(vhost, name);
    const deliveries = requested.map(({ token }) => readToken(token, queue.id, name));
    const leased = await readLeased(context.store, requested, deliveries);
    const items = requested.map((one, index) => itemOf(context, one, deliveries[index], leased.get(index)));
    return commit(context, requested, items);
  };
}

function readToken(token: string, queueId: QueueId, name: string): ReceivedDelivery | Error {
  try {
    const delivery = decodeToken(token);
    return delivery.lease.queueId === queueId ? delivery : otherQueue(name);
  } catch (thrown) {
    return toBrokerError(thrown);
  }
}

/** What settling needs to know of the message; an acknowledgment needs nothing. By index. */
async function readLeased(
  store: MessageStore,
  requested: readonly TokenSettlement[],
  deliveries: readonly (ReceivedDelivery | Error)[],
) {
  const wanted = deliveries.flatMap((delivery, index) =>
    delivery instanceof Error || requested[index]?.outcome === 'ack' ? [] : [{ index, delivery }],
  );
  const found = wanted.length === 0 ? [] : await store.readLeased(wanted.map(({ delivery }) => delivery));
  return new Map(wanted.map(({ index }, position) => [index, found[position] ?? null]));
}

function itemOf(
  { settlements }: SettleTokensContext,
  { outcome, delayMs, error }: TokenSettlement,
  delivery: ReceivedDelivery | Error | undefined,
  leased: LeasedRun | null | undefined,
): Item {
  if (delivery === undefined || delivery instanceof Error) return { error: delivery ?? leaseLost() };
  if (outcome === 'ack') return { settlement: { kind: 'ack', delivery } };
  const stored = leased?.messages.find(({ seq }) => seq === delivery.seq);
  if (leased === null || leased === undefined || stored === undefined) return { error: leaseLost() };
  try {
    const { messages: _, ...lease } = leased;
    const verdict = verdictOf(outcome, {
      ...(delayMs === undefined ? {} : { delayMs }),
      ...(error === undefined ? {} : { error }),
    });
    const settlement = settlements.of({ lease, ...stored }, verdict, delivery);
    return settlement === null ? { error: leaseLost() } : { settlement };
  } catch (thrown) {
    return { error: toBrokerError(thrown) };
  }
}

async function commit(
  { store, watcher, counters }: SettleTokensContext,
  requested: readonly TokenSettlement[],
  items: readonly Item[],
) {
  const settlements = items.flatMap((item) => ('settlement' in item ? [item.settlement] : []));
  const done =
    settlements.length === 0
      ? []
      : (await store.transact({ lane: null, inserts: [], settlements, idempotencyKey: null, response: null })).settlements;
  await announce(settlements, watcher);
  let next = 0;
  return items.map((item, index) => {
    if ('error' in item) return item.error;
    const isSettled = done[next++] === 'settled';
    const outcome = requested[index]?.outcome;
    if (isSettled && outcome !== undefined) countOutcome(counters, outcome);
    if (!isSettled) counters.leasesLost++;
    return isSettled ? null : leaseLost();
  });
}
