import type { BrokerCounters } from '../statistics/statistics-api.js';
import type { Clock } from '../ports/clock.js';
import type { LeasedRun, MessageStore, StoredMessage } from '../ports/message-store.js';
import { exceedsDeliveryLimit } from '../settle/decide.js';
import type { QueueTraffic } from '../statistics/traffic.js';
import type { ConsumerGroup, ConsumerSlot } from './consumer-slot.js';
import { forgetMessages, InFlight } from './in-flight.js';
import type { RunPart } from './merge-runs.js';

export interface HandOverContext {
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly counters: BrokerCounters;
  /** Leases were lost more often than the queue allows deliveries. */
  deadLetter(run: LeasedRun, messages: readonly StoredMessage[]): void;
}

/** Gives leased messages to the consumers of a queue, each in its turn. */
export class HandOver {
  constructor(
    private readonly group: ConsumerGroup,
    private readonly traffic: QueueTraffic,
    private readonly context: HandOverContext,
    /** Consumers took so many. */
    private readonly onTaken: (count: number) => void,
  ) {}

  /** Returns what they have no credit for; null when there is nothing of it. `deliveryLimit` null: none. */
  hand({ run, messages }: RunPart, deliveryLimit: number | null): RunPart | null {
    if (exceedsDeliveryLimit(run.attempts, deliveryLimit)) {
      this.context.deadLetter(run, messages);
      return null;
    }
    const taken = this.#handEach(messages, run);
    this.#count(run, taken);
    const rest = taken < messages.length ? { run, messages: messages.slice(taken) } : null;
    forgetMessages(run);
    return rest;
  }

  /** Returns how many were taken before the consumers were full. */
  #handEach(messages: readonly StoredMessage[], lease: LeasedRun): number {
    const now = this.context.clock.now();
    for (let index = 0; index < messages.length; index++) {
      const slot = this.group.next();
      if (slot === null) return index;
      const { seq, message } = messages[index] as StoredMessage;
      this.#give(slot, new InFlight(seq, message, lease, slot, now));
    }
    return messages.length;
  }

  #give(slot: ConsumerSlot, delivery: InFlight): void {
    if (!slot.handler.autoAck) slot.unsettled.add(delivery);
    slot.handler.deliver(delivery);
    if (!slot.handler.autoAck) return;
    this.context.counters.acknowledged++;
    this.context.store.ackMessage(delivery);
  }

  #count(run: LeasedRun, taken: number): void {
    const { counters } = this.context;
    this.traffic.out += taken;
    counters.delivered += taken;
    if (run.redelivered) counters.redelivered += taken;
    this.onTaken(taken);
  }
}
