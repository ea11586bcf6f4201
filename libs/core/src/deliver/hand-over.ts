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

  /** The messages from this index on. Returns how many they had credit for; what is dead is gone, too. `deliveryLimit` null: none. */
  hand({ run, messages }: RunPart, from: number, deliveryLimit: number | null): number {
    if (exceedsDeliveryLimit(run.attempts, deliveryLimit)) {
      this.context.deadLetter(run, messages.slice(from));
      return messages.length - from;
    }
    const taken = this.#handEach(messages, from, run);
    this.#count(run, taken);
    forgetMessages(run);
    return taken;
  }

  /** Returns how many were taken before the consumers were full. */
  #handEach(messages: readonly StoredMessage[], from: number, lease: LeasedRun): number {
    const now = this.context.clock.now();
    for (let index = from; index < messages.length; index++) {
      const slot = this.group.next();
      if (slot === null) return index - from;
      const { seq, message } = messages[index] as StoredMessage;
      this.#give(slot, new InFlight(seq, message, lease, slot, now));
    }
    return messages.length - from;
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
