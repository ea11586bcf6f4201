import type { Delivery, Outcome, Publication, PublishReceipt, SettleOptions } from '../broker-api.js';
import type { BrokerCounters } from '../statistics/statistics-api.js';
import { putBack, takeFromList, type InFlight } from '../deliver/in-flight.js';
import { toBrokerError } from '../errors.js';
import type { MessageStore, Settlement } from '../ports/message-store.js';
import { countOutcome, ownDelivery, verdictOf } from '../settle/deliveries.js';
import { announce, type QueueWatcher } from '../settle/settlement-batch.js';
import type { Settlements } from '../settle/settlements.js';
import type { OrderedPublisher } from './publisher.js';
import type { PublishRequest } from './publish-request.js';

export interface CommitContext {
  readonly store: MessageStore;
  readonly settlements: Settlements;
  readonly watcher: QueueWatcher;
  readonly counters: BrokerCounters;
}

export interface Published {
  readonly publication: Omit<Publication, 'vhost'>;
  readonly receipt: PublishReceipt;
}

export interface Settled {
  readonly delivery: Delivery;
  readonly outcome: Outcome;
  readonly options?: SettleOptions;
}

/** Messages and settlements in one commit; after a failure everything is as before. */
export async function commitTransaction(
  context: CommitContext,
  publisher: OrderedPublisher,
  publications: readonly Published[],
  settled: readonly Settled[],
): Promise<void> {
  const taken = settled.filter(({ delivery }) => takeFromList(ownDelivery(delivery)));
  const told: (() => void)[] = [];
  const requests = prepareAll(publisher, publications, taken, told);
  const settlements = taken.flatMap((one) => settlementOf(context, one) ?? []);
  try {
    const { seqs } = await context.store.transact({
      ...{ lane: publisher.lane, inserts: requests, settlements, idempotencyKey: null, response: null },
    });
    requests.forEach((request, index) => request.settled(null, seqs[index] ?? 0));
  } catch (thrown) {
    for (const request of requests) request.withdraw();
    putBack(taken.map(({ delivery }) => ownDelivery(delivery)));
    throw toBrokerError(thrown);
  }
  for (const tell of told) tell();
  for (const { outcome } of taken) countOutcome(context.counters, outcome);
  await announce(settlements, context.watcher);
}

function prepareAll(
  publisher: OrderedPublisher,
  publications: readonly Published[],
  taken: readonly Settled[],
  told: (() => void)[],
): readonly PublishRequest[] {
  const requests: PublishRequest[] = [];
  try {
    for (const { publication, receipt } of publications) {
      const request = publisher.prepare(publication, toldLater(receipt, told));
      if (request !== null) requests.push(request);
    }
    return requests;
  } catch (thrown) {
    for (const request of requests) request.withdraw();
    putBack(taken.map(({ delivery }) => ownDelivery(delivery)));
    throw toBrokerError(thrown);
  }
}

/** Nobody hears of anything before all of it is committed. */
function toldLater(receipt: PublishReceipt, told: (() => void)[]): PublishReceipt {
  return {
    stored: (...result) => void told.push(() => receipt.stored(...result)),
    failed: (error) => void told.push(() => receipt.failed(error)),
  };
}

/** Null when the queue is gone, and its messages with it. */
function settlementOf({ settlements }: CommitContext, { delivery, outcome, options = {} }: Settled): Settlement | null {
  const inFlight: InFlight = ownDelivery(delivery);
  if (outcome === 'ack') return { kind: 'ack', delivery: inFlight };
  const holder = { consumer: inFlight.slot.handler.name, startedAt: inFlight.startedAt };
  return settlements.of(inFlight, verdictOf(outcome, options), holder);
}
