import type { Delivery, Outcome, SettleOptions } from '../broker-api.js';
import type { BrokerCounters } from '../statistics/statistics-api.js';
import type { ConsumerSlot } from '../deliver/consumer-slot.js';
import { InFlight, takeFromList } from '../deliver/in-flight.js';
import { BrokerError } from '../errors.js';
import type { Log } from '../ports/log.js';
import type { LeasedRun, MessageStore, Settlement, StoredMessage } from '../ports/message-store.js';
import { checkDelay } from '../publish/checks.js';
import { capAttemptError } from './attempt-error.js';
import type { SettlementBatch } from './settlement-batch.js';
import type { Settlements, Verdict } from './settlements.js';

/** Settles what consumers with a connection hold. */
export class Deliveries {
  constructor(
    private readonly store: MessageStore,
    private readonly settlements: Settlements,
    private readonly batch: SettlementBatch,
    private readonly counters: BrokerCounters,
    private readonly log: Log,
  ) {}

  ack(delivery: Delivery): void {
    const inFlight = ownDelivery(delivery);
    if (!takeFromList(inFlight)) return;
    this.counters.acknowledged++;
    this.store.ackMessage(inFlight);
  }

  async settle(delivery: Delivery, outcome: Exclude<Outcome, 'ack'>, options: SettleOptions = {}): Promise<void> {
    const inFlight = ownDelivery(delivery);
    const verdict = verdictOf(outcome, options);
    if (!takeFromList(inFlight)) return;
    countOutcome(this.counters, outcome);
    await this.#end(inFlight, verdict);
  }

  /** The consumer is gone with what it holds. */
  async abandon(slot: ConsumerSlot): Promise<void> {
    const verdict: Verdict = { ending: 'abandon', outcome: 'lease_lost', error: null };
    await Promise.all(slot.unsettled.takeAll().map((inFlight) => this.#end(inFlight, verdict)));
  }

  /** The consumer took too long. */
  async timeOut(inFlight: InFlight): Promise<void> {
    if (!takeFromList(inFlight)) return;
    this.counters.retried++;
    await this.#end(inFlight, { ending: 'retry', outcome: 'timeout', error: null });
  }

  giveBack(run: LeasedRun, messages: readonly StoredMessage[]): void {
    for (const stored of messages) this.#inBackground(this.settlements.untouched(run, stored));
  }

  /** Gave way to newer messages. */
  drop(run: LeasedRun): void {
    for (const stored of run.messages) this.#inBackground(this.settlements.dead(run, stored, 'maxlen'));
  }

  deadLetter(run: LeasedRun, messages: readonly StoredMessage[]): void {
    for (const stored of messages) this.#inBackground(this.settlements.dead(run, stored, 'delivery_limit'));
  }

  async #end(inFlight: InFlight, verdict: Verdict): Promise<void> {
    const holder = { consumer: inFlight.slot.handler.name, startedAt: inFlight.startedAt };
    const settlement = this.settlements.of(inFlight, verdict, holder);
    if (settlement === null) return;
    const result = await this.batch.add(settlement);
    if (result === 'lease_lost') this.counters.leasesLost++;
  }

  #inBackground(settlement: Settlement): void {
    this.batch.add(settlement).catch((error: unknown) => {
      this.log.error('a message could not be given back; it waits for the end of its lease', {
        queueId: settlement.delivery.lease.queueId,
        seq: settlement.delivery.seq,
        error,
      });
    });
  }
}

export function verdictOf(outcome: Exclude<Outcome, 'ack'>, { delayMs, error }: SettleOptions): Verdict {
  if (delayMs !== undefined) checkDelay(delayMs, 'invalid_argument');
  return { ending: outcome, outcome: outcome === 'release' ? null : outcome, delayMs, error: capAttemptError(error) };
}

export function countOutcome(counters: BrokerCounters, outcome: Outcome): void {
  counters[counterOf[outcome]]++;
}

const counterOf = { ack: 'acknowledged', release: 'released', retry: 'retried', reject: 'rejected' } as const;

export function ownDelivery(delivery: Delivery): InFlight {
  if (delivery instanceof InFlight) return delivery;
  throw new BrokerError('invalid_argument', 'the delivery was not handed out by this broker', {
    remedy: 'Settle the object that the handler was given.',
  });
}
