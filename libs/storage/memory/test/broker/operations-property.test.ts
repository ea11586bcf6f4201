import * as fc from 'fast-check';
import { insert } from '@howdah/storage-conformance';
import { expect, it } from 'vitest';
import { bodyOf, quiet, World, type BrokerBench } from './broker-bench.js';

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 10, max: 1_500 }) }) },
  fc.constantFrom({ kind: 'pause' as const }, { kind: 'resume' as const }, { kind: 'abort' as const }),
  fc.record({ kind: fc.constant('kill' as const), which: fc.nat(1) }),
  fc.record({ kind: fc.constant('die' as const), count: fc.integer({ min: 1, max: 3 }) }),
);

type Step = Parameters<Parameters<typeof step.map>[0]>[0];

/** Two brokers, one of which may be killed, and a redrive that somebody pauses, resumes and aborts while more letters die. */
it('whatever happens to a redrive and its brokers, moved and left are all, and later dead letters stay', async () => {
  const counts = fc.integer({ min: 1, max: 30 });
  const rates = fc.constantFrom(null, 5, 50);
  await fc.assert(
    fc.asyncProperty(counts, rates, fc.array(step, { maxLength: 10 }), async (count, ratePerSecond, steps) => {
      const redrive = await Redrive.start(count, ratePerSecond);
      for (const one of steps) {
        await redrive.do(one);
        await redrive.expectAll();
      }
      await redrive.finish();
    }),
    { numRuns: 60 },
  );
});

const diedInOrders = {
  deaths: [{ queue: 'orders', reason: 'rejected' as const, count: 1, time: 0, exchange: '', routingKeys: ['orders'] }],
};

const bodies = (name: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${name} ${index}`);

class Redrive {
  #alive: BrokerBench[];
  readonly #later: string[] = [];

  private constructor(
    private readonly world: World,
    brokers: readonly BrokerBench[],
    private readonly count: number,
    private readonly queues: { readonly orders: number; readonly dead: number },
    private readonly id: number,
  ) {
    this.#alive = [...brokers];
  }

  static async start(count: number, ratePerSecond: number | null): Promise<Redrive> {
    const world = new World();
    const brokers = [await world.startBroker(), await world.startBroker()];
    const [bench] = brokers as [BrokerBench];
    const orders = await bench.declareQueue('orders', { 'dead-letter-exchange': '', 'dead-letter-routing-key': 'dead' });
    const dead = await bench.declareQueue('dead');
    await bench.store.transact({
      ...{ lane: 0, settlements: [], idempotencyKey: null, response: null },
      inserts: bodies('first', count).map((body) => insert(dead.id, body, { deadFrom: orders.id, message: diedInOrders })),
    });
    const request = { kind: 'redrive', vhost: '/', queue: 'dead', ratePerSecond } as const;
    const { operation } = await bench.broker.operations.create(bench.session, request);
    return new Redrive(world, brokers, count, { orders: orders.id, dead: dead.id }, operation.id);
  }

  async do(one: Step): Promise<void> {
    const { operations } = this.#bench.broker;
    const change = (to: 'running' | 'paused' | 'aborted') =>
      operations.change(this.#bench.session, this.id, to).catch(() => undefined);
    if (one.kind === 'pass') await this.world.pass(one.ms);
    if (one.kind === 'pause') await change('paused');
    if (one.kind === 'resume') await change('running');
    if (one.kind === 'abort') await change('aborted');
    if (one.kind === 'kill') this.#kill(one.which);
    if (one.kind === 'die') await this.#die(one.count);
  }

  async expectAll(): Promise<void> {
    await quiet();
    const [moved, left] = [await this.#bodiesIn(this.queues.orders), await this.#bodiesIn(this.queues.dead)];
    expect([...moved, ...left].sort()).toEqual([...bodies('first', this.count), ...this.#later].sort());
    expect(this.#later.filter((body) => moved.includes(body))).toEqual([]);
    expect((await this.#operation()).moved).toBe(moved.length);
  }

  async finish(): Promise<void> {
    for (let tries = 0; tries < 100 && (await this.#operation()).state === 'running'; tries++) await this.world.pass(500);
    await this.expectAll();
    const { state, moved, total } = await this.#operation();
    if (state === 'completed') expect([moved, total]).toEqual([this.count, this.count]);
    else expect(['paused', 'aborted']).toContain(state);
    await Promise.all(this.#alive.map(({ broker }) => broker.stop(0)));
  }

  get #bench(): BrokerBench {
    return this.#alive[0]!;
  }

  /** One of them has to live. */
  #kill(which: number): void {
    if (this.#alive.length < 2) return;
    this.#alive[which]!.store.abandon();
    this.#alive = this.#alive.filter((_, index) => index !== which);
  }

  async #die(count: number): Promise<void> {
    const later = bodies(`later ${this.#later.length}`, count);
    this.#later.push(...later);
    await this.#bench.store.transact({
      ...{ lane: 0, settlements: [], idempotencyKey: null, response: null },
      inserts: later.map((body) => insert(this.queues.dead, body, { deadFrom: this.queues.orders, message: diedInOrders })),
    });
  }

  #operation() {
    return this.#bench.broker.operations.get(this.#bench.session, this.id);
  }

  async #bodiesIn(queueId: number): Promise<string[]> {
    return (await this.#bench.store.peekMessages(queueId, { limit: 1_000, after: 0 })).map(bodyOf);
  }
}
