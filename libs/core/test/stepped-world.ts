import { expect } from 'vitest';
import type { ConsumerHandler, Delivery } from '../src/broker-api.js';
import type { Message } from '../src/message/message.js';
import { Properties } from '../src/message/properties.js';
import type { Clock } from '../src/ports/clock.js';
import type { Claim, LeasedRun, MessageStore, StoredMessage } from '../src/ports/message-store.js';
import { zeroCounters } from '../src/statistics/counters.js';
import { QueueTraffic } from '../src/statistics/traffic.js';
import { emptyTable } from '../src/message/field-table.js';
import type { Queue } from '../src/topology/model.js';
import { CommitBarrier } from '../src/deliver/commit-barrier.js';
import { ConsumerSlot } from '../src/deliver/consumer-slot.js';
import { takeFromList, type InFlight } from '../src/deliver/in-flight.js';
import { QueuePump } from '../src/deliver/queue-pump.js';

const queue: Queue = {
  ...{ id: 1, vhost: '/', name: 'orders', durable: true, exclusive: false, autoDelete: false },
  ...{ arguments: emptyTable, connection: null, createdAt: 0 },
};

interface Flush {
  readonly count: number;
  readonly born: number;
  readonly first: number;
  readonly epoch: number;
}

interface PendingClaim {
  readonly count: number;
  runs: LeasedRun[] | null;
  more: boolean;
  resolve(claim: Claim): void;
}

/**
 * A store whose every step a test takes by hand. A lane commits one flush after another; a claim sees what is committed
 * at the moment that it is executed, and its answer may come much later.
 */
export class SteppedWorld {
  readonly barrier = new CommitBarrier();
  readonly deliveries: Delivery[] = [];
  readonly unacked: Delivery[] = [];
  readonly #alarms: (() => void)[] = [];
  readonly #ready: StoredMessage[] = [];
  readonly #flushes: (Flush | null)[] = [null, null];
  readonly #returns: { readonly messages: readonly StoredMessage[]; readonly epoch: number }[] = [];
  #claim: PendingClaim | null = null;
  #lastSeq = 0;
  claimCalls = 0;
  published = 0;
  /** By the consumer. */
  returned = 0;
  capacity: number;
  readonly pump: QueuePump;
  readonly slot: ConsumerSlot;

  constructor(
    capacity: number,
    private readonly readsAheadFrom: number | null = 20,
  ) {
    this.capacity = capacity;
    const clock: Clock = {
      now: () => 0,
      after: (_ms, call) => {
        this.#alarms.push(call);
        return { cancel: () => void this.#alarms.splice(this.#alarms.indexOf(call), this.#alarms.includes(call) ? 1 : 0) };
      },
    };
    const handler: ConsumerHandler = {
      ...{ name: 'test', autoAck: false },
      capacity: () => this.capacity - this.unacked.length,
      deliver: (delivery) => {
        this.deliveries.push(delivery);
        this.unacked.push(delivery);
      },
      cancelled: () => undefined,
    };
    const store = {
      claimMessages: (_id: number, { count }: { count: number }) => this.#startClaim(count),
    } as unknown as MessageStore;
    this.pump = new QueuePump(
      queue,
      { deliveryLimit: null, readsAheadFrom, isPaused: false, inOrder: false },
      new QueueTraffic(),
      {
        ...{ store, clock, barrier: this.barrier, counters: zeroCounters() },
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
        giveBack: (_run, messages) => this.#giveBack(messages),
        deadLetter: () => undefined,
      },
    );
    this.slot = new ConsumerSlot(queue, handler, { user: 'guest', role: 'admin' });
  }

  /** Another consumer, which shares the capacity of the first. */
  join(): { readonly slot: ConsumerSlot; readonly deliveries: readonly Delivery[] } {
    const deliveries: Delivery[] = [];
    const { handler, session } = this.slot;
    const deliver = (delivery: Delivery): void => {
      deliveries.push(delivery);
      handler.deliver(delivery);
    };
    return { slot: new ConsumerSlot(queue, { ...handler, deliver }, session), deliveries };
  }

  /** Begins the commit of `count` messages of a lane; false while the lane is committing. */
  beginFlush(lane: 0 | 1, count: number): void {
    if (this.#flushes[lane] !== null) return;
    const epoch = this.barrier.enter();
    this.published += count;
    this.#flushes[lane] = { count, epoch, born: this.pump.reserve(count), first: this.#lastSeq + 1 };
    this.#lastSeq += count;
  }

  endFlush(lane: 0 | 1): void {
    const flush = this.#flushes[lane];
    if (flush === null || flush === undefined) return;
    this.#flushes[lane] = null;
    const messages = Array.from({ length: flush.count }, (_, index) => stored(flush.first + index, lane));
    const born = messages.slice(0, flush.born);
    this.#ready.push(...messages.slice(flush.born));
    if (born.length > 0) this.pump.deliver(runOf(born));
    this.barrier.leave(flush.epoch);
  }

  /** The database executes the claim; nobody knows of it yet. It may take fewer than it was asked for, since it locks so many runs at most. */
  executeClaim(countMax = Infinity): void {
    if (this.#claim === null || this.#claim.runs !== null) return;
    this.#ready.sort((one, other) => one.seq - other.seq);
    const taken = this.#ready.splice(0, Math.min(countMax, this.#claim.count));
    this.#claim.runs = taken.map((message) => runOf([message]));
    this.#claim.more = this.#ready.length > 0;
  }

  answerClaim(): void {
    const claim = this.#claim;
    if (claim === null || claim.runs === null) return;
    this.#claim = null;
    claim.resolve({ runs: claim.runs, more: claim.more, isCut: claim.more });
  }

  ack(count: number): void {
    for (const delivery of this.unacked.splice(0, count)) takeFromList(delivery as InFlight);
    this.pump.signal();
  }

  nack(count: number): void {
    for (const delivery of this.unacked.splice(0, count)) {
      takeFromList(delivery as InFlight);
      this.returned++;
      this.#giveBack([delivery]);
    }
    this.pump.signal();
  }

  pause(isPaused: boolean): void {
    this.pump.obey({ deliveryLimit: null, readsAheadFrom: isPaused ? null : this.readsAheadFrom, isPaused, inOrder: false });
  }

  ring(): void {
    this.#alarms.shift()?.();
  }

  /** Everything that is under way ends, until nothing moves any more. */
  async comeToRest(): Promise<void> {
    for (let turn = 0; turn < 400; turn++) {
      this.endFlush(0);
      this.endFlush(1);
      this.endReturns();
      this.executeClaim();
      this.answerClaim();
      this.ack(this.unacked.length);
      this.ring();
      await settled();
    }
  }

  #startClaim(count: number): Promise<Claim> {
    expect(this.#claim).toBeNull();
    expect(count).toBeGreaterThan(0);
    this.claimCalls++;
    return new Promise((resolve) => (this.#claim = { count, runs: null, more: false, resolve }));
  }

  endReturns(): void {
    if (this.#returns.length === 0) return;
    for (const { messages, epoch } of this.#returns.splice(0)) {
      this.#ready.push(...messages);
      this.barrier.leave(epoch);
    }
    this.pump.wake();
  }

  #giveBack(messages: readonly StoredMessage[]): void {
    this.#returns.push({ messages: messages.map(({ seq, message }) => ({ seq, message })), epoch: this.barrier.enter() });
    this.pump.returning(messages.length);
  }
}

/** Lets promise reactions run. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function stored(seq: number, lane: number): StoredMessage {
  const message: Message = {
    ...{ exchange: '', routingKey: String(lane), properties: Properties.empty, body: Buffer.alloc(0) },
    ...{ publishedAt: 0, deaths: [], id: undefined },
  };
  return { seq, message };
}

function runOf(messages: readonly StoredMessage[]): LeasedRun {
  return {
    ...{ queueId: queue.id, runId: messages[0]?.seq ?? 0, owner: 1, attempts: 0, redelivered: false },
    ...{ priority: 0, durable: true, expiresAt: null, deadFrom: null, messages },
  };
}
