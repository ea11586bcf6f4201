import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConsumerHandler, Delivery } from '../broker-api.js';
import type { Message } from '../message/message.js';
import { Properties } from '../message/properties.js';
import type { Clock } from '../ports/clock.js';
import type { Claim, LeasedRun, MessageStore, StoredMessage } from '../ports/message-store.js';
import { zeroCounters } from '../statistics/counters.js';
import { QueueTraffic } from '../statistics/traffic.js';
import { emptyTable } from '../message/field-table.js';
import type { Queue } from '../topology/model.js';
import { CommitBarrier } from './commit-barrier.js';
import { ConsumerSlot } from './consumer-slot.js';
import { takeFromList, type InFlight } from './in-flight.js';
import { QueuePump } from './queue-pump.js';

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
class SteppedWorld {
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
    this.pump = new QueuePump(queue, { deliveryLimit: null, readsAheadFrom, isPaused: false }, new QueueTraffic(), {
      ...{ store, clock, barrier: this.barrier, counters: zeroCounters() },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      giveBack: (_run, messages) => this.#giveBack(messages),
      deadLetter: () => undefined,
    });
    this.slot = new ConsumerSlot(queue, handler, { user: 'guest', role: 'admin' });
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

  /** The database executes the claim; nobody knows of it yet. */
  executeClaim(): void {
    if (this.#claim === null || this.#claim.runs !== null) return;
    this.#ready.sort((one, other) => one.seq - other.seq);
    const taken = this.#ready.splice(0, this.#claim.count);
    this.#claim.runs = taken.map((message) => runOf([message]));
    this.#claim.more = this.#ready.length > 0;
  }

  answerClaim(): void {
    const claim = this.#claim;
    if (claim === null || claim.runs === null) return;
    this.#claim = null;
    claim.resolve({ runs: claim.runs, more: claim.more });
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
    this.pump.obey({ deliveryLimit: null, readsAheadFrom: isPaused ? null : this.readsAheadFrom, isPaused });
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
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

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

type Step =
  | readonly [kind: 'begin' | 'end', lane: 0 | 1, count: number]
  | readonly ['execute' | 'answer' | 'ring' | 'wake' | 'returns' | 'pause' | 'resume']
  | readonly ['ack' | 'nack', number];

const anyLane = fc.constantFrom(0 as const, 1 as const);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.constant('begin' as const), anyLane, fc.integer({ min: 1, max: 6 })),
  fc.tuple(fc.constant('end' as const), anyLane, fc.constant(0)),
  fc.constantFrom<Step>(['execute'], ['answer'], ['ring'], ['wake'], ['returns'], ['pause'], ['resume']),
  fc.tuple(fc.constantFrom('ack' as const, 'ack' as const, 'nack' as const), fc.integer({ min: 1, max: 6 })),
);

function take(world: SteppedWorld, step: Step): void {
  switch (step[0]) {
    case 'begin':
      return world.beginFlush(step[1], step[2]);
    case 'end':
      return world.endFlush(step[1]);
    case 'execute':
      return world.executeClaim();
    case 'answer':
      return world.answerClaim();
    case 'ring':
      return world.ring();
    case 'wake':
      return world.pump.wake();
    case 'returns':
      return world.endReturns();
    case 'pause':
      return world.pause(true);
    case 'resume':
      return world.pause(false);
    case 'ack':
      return world.ack(step[1]);
    case 'nack':
      return world.nack(step[1]);
  }
}

/** Each once, as they came first. */
const seqsOf = (world: SteppedWorld) => [...new Set(world.deliveries.map(({ seq }) => seq))];
const seqsOfLane = (world: SteppedWorld, lane: number) => {
  const ofLane = world.deliveries.filter(({ message }) => message.routingKey === String(lane)).map(({ seq }) => seq);
  return [...new Set(ofLane)];
};

describe('QueuePump', () => {
  it('hands over from memory once a claim has found the queue empty', async () => {
    const world = new SteppedWorld(10);
    world.pump.add(world.slot);
    await world.comeToRest();
    const claims = world.claimCalls;
    world.beginFlush(0, 3);
    world.endFlush(0);
    expect(world.deliveries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(world.claimCalls).toBe(claims);
  });

  it('keeps for its first consumer what is published before the first claim has ended', async () => {
    // More than a claim takes.
    const world = new SteppedWorld(1_000);
    world.pump.add(world.slot);
    await settled();
    world.executeClaim();
    world.beginFlush(0, 3);
    world.endFlush(0);
    world.answerClaim();
    await settled();
    expect(world.deliveries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(world.claimCalls).toBe(1);
  });

  it('gives the first consumer of a backlog as much as it takes, in one claim', async () => {
    const world = new SteppedWorld(3);
    world.beginFlush(0, 5);
    world.endFlush(0);
    world.pump.add(world.slot);
    await settled();
    world.executeClaim();
    world.answerClaim();
    await settled();
    expect(world.deliveries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('goes back to handing over from memory while commits never pause', async () => {
    const world = new SteppedWorld(20);
    world.pump.add(world.slot);
    for (let round = 0; round < 20; round++) {
      world.beginFlush((round % 2) as 0 | 1, 2);
      world.executeClaim();
      world.answerClaim();
      await settled();
      world.endFlush(((round + 1) % 2) as 0 | 1);
      world.ack(world.unacked.length);
    }
    const claims = world.claimCalls;
    world.endFlush(0);
    world.endFlush(1);
    world.beginFlush(0, 2);
    world.endFlush(0);
    expect(world.claimCalls).toBe(claims);
    expect(world.deliveries).toHaveLength(world.published);
  });

  it('hands out nothing while it is paused: neither what a claim under way brings nor what was born leased', async () => {
    const world = new SteppedWorld(10);
    world.beginFlush(0, 3);
    world.endFlush(0);
    world.pump.add(world.slot);
    await settled();
    world.executeClaim();
    world.beginFlush(1, 2);
    world.pause(true);
    world.answerClaim();
    world.endFlush(1);
    await world.comeToRest();
    expect(world.deliveries).toEqual([]);
    world.pause(false);
    await world.comeToRest();
    expect(world.deliveries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });

  it('never delivers beyond the capacity of its consumers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10 }), fc.array(anyStep, { maxLength: 80 }), async (capacity, steps) => {
        const world = new SteppedWorld(capacity, 1);
        world.pump.add(world.slot);
        for (const step of steps) {
          take(world, step);
          await settled();
          expect(world.unacked.length).toBeLessThanOrEqual(capacity);
        }
      }),
    );
  });

  it('delivers every message once and those of one lane in order, however commits, claims and acknowledgments interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(null, 1, 20),
        fc.array(anyStep, { maxLength: 120, size: 'max' }),
        async (capacity, readsAheadFrom, steps) => {
          const world = new SteppedWorld(capacity, readsAheadFrom);
          world.pump.add(world.slot);
          for (const step of steps) {
            take(world, step);
            await settled();
          }
          world.pause(false);
          await world.comeToRest();
          expect(seqsOf(world)).toHaveLength(world.published);
          expect(world.deliveries).toHaveLength(world.published + world.returned);
          for (const lane of [0, 1]) expect(seqsOfLane(world, lane)).toEqual([...seqsOfLane(world, lane)].sort((a, b) => a - b));
        },
      ),
      { numRuns: 400 },
    );
  });
});
