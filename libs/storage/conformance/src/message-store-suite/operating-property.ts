import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChunkItem, MessageStore, OperationId, QueueId } from '@howdah/core';
import { ack, claim, peekBodies, publish } from './actions.js';
import { outliveLease, type BenchSetup, type MessageStoreBench, type OpenedStore } from './bench.js';
import { insert } from './builders.js';

const step = fc.oneof(
  fc.record({ kind: fc.constant('chunk' as const), size: fc.integer({ min: 1, max: 8 }) }),
  // Killed so many turns of the event loop after the chunk was handed in.
  fc.record({ kind: fc.constant('kill' as const), size: fc.integer({ min: 1, max: 8 }), turns: fc.nat(6) }),
  fc.record({ kind: fc.constant('consume' as const), size: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('hold' as const), size: fc.integer({ min: 1, max: 3 }) }),
  fc.constant({ kind: 'abort' as const }),
);

/** Moves a queue's messages in chunks while brokers die, consumers take messages from under it and somebody aborts it. */
export function operatingProperty(setup: BenchSetup, numRuns: number): void {
  test(
    'whenever an operation is aborted or its broker dies, moved and left are all, and nothing is doubled',
    { timeout: 20_000 + numRuns * 5_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 25 }), fc.array(step, { maxLength: 12 }), async (count, steps) => {
          const bench = await setup();
          try {
            const move = await Move.start(bench, count);
            for (const one of steps) {
              await move.do(one);
              await move.expectAll();
            }
            await move.finish();
          } finally {
            await bench.close();
          }
        }),
        { numRuns },
      );
    },
  );
}

class Move {
  readonly #consumed: string[] = [];

  private constructor(
    private readonly bench: MessageStoreBench,
    private readonly bodies: readonly string[],
    private readonly source: QueueId,
    private readonly target: QueueId,
    private readonly id: OperationId,
    private opened: OpenedStore,
  ) {}

  static async start(bench: MessageStoreBench, count: number): Promise<Move> {
    const opened = await bench.openStore();
    const { store } = opened;
    const [source, target] = [bench.nextQueueId(), bench.nextQueueId()];
    const bodies = Array.from({ length: count }, (_, index) => `${index}`);
    await publish(
      store,
      bodies.map((body) => insert(source, body)),
    );
    const { operation } = await store.operations.create(
      {
        ...{
          kind: 'move',
          vhost: '/',
          queueId: source,
          queue: 'source',
          filter: {},
          target: 'target',
          edit: null,
          exchange: null,
          routingKey: null,
          resetAttempts: true,
        },
        ...{ ratePerSecond: null, canary: false, failureShareMax: null, author: 'ann' },
      },
      await store.operations.position(),
      null,
    );
    await store.operations.lease(store.owner, 10);
    return new Move(bench, bodies, source, target, operation.id, opened);
  }

  async do(one: { readonly kind: string; readonly size?: number; readonly turns?: number }): Promise<void> {
    const { size = 1, turns = 0 } = one;
    if (one.kind === 'chunk') await this.#chunk(size);
    if (one.kind === 'kill') await this.#kill(size, turns);
    if (one.kind === 'consume') await this.#consume(size);
    if (one.kind === 'hold') await claim(this.#store, this.source, { count: size });
    if (one.kind === 'abort') {
      await this.#store.operations.change(this.id, { from: ['running'], to: 'aborted', reason: null });
    }
  }

  /** Each message is in one of the queues or was consumed, once; and the operation knows how many it has moved. */
  async expectAll(): Promise<void> {
    const [left, moved] = [await peekBodies(this.#store, this.source), await peekBodies(this.#store, this.target)];
    expect([...left, ...moved, ...this.#consumed].sort()).toEqual([...this.bodies].sort());
    expect((await this.#store.operations.get(this.id))?.moved).toBe(moved.length);
  }

  /** Unless it was aborted, it ends with nothing left but what a consumer held when it came by. */
  async finish(): Promise<void> {
    for (let chunks = 0; (await this.#chunk(8)) && chunks < 100; chunks++);
    await this.expectAll();
    const operation = await this.#store.operations.get(this.id);
    if (operation?.state === 'aborted') return;
    expect(operation?.state).toBe('completed');
    const left = await peekBodies(this.#store, this.source);
    expect(left.length).toBeLessThanOrEqual(operation?.skipped['held'] ?? 0);
  }

  get #store(): MessageStore {
    return this.opened.store;
  }

  /** False when there was nothing to do for it. */
  async #chunk(size: number): Promise<boolean> {
    const { operations } = this.#store;
    const operation = await operations.get(this.id);
    if (operation?.state !== 'running') return false;
    const peeked = await this.#store.peekMessages(this.source, { limit: size, after: operation.cursor });
    const free = peeked.filter(({ state }) => state !== 'unacked');
    const items: ChunkItem[] = free.map(({ seq, message }) => ({
      ...{ seq, messageId: seq, attempts: 0, copy: insert(this.target, message.body) },
    }));
    const skipped = peeked
      .filter(({ state }) => state === 'unacked')
      .map(({ seq }) => ({ seq, messageId: seq, reason: 'held', detail: '' }));
    const isLast = peeked.length < size;
    const end = isLast ? operation.cutoff : peeked.at(-1)!.seq;
    await operations.commitChunk({
      ...{ operationId: this.id, owner: this.#store.owner, queueId: this.source, items, skipped, end, isLast, follows: false },
    });
    return true;
  }

  async #kill(size: number, turns: number): Promise<void> {
    const chunk = this.#chunk(size).catch(() => undefined);
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    await this.opened.kill();
    await chunk;
    this.opened = await this.bench.openStore();
    await outliveLease(this.bench, [this.#store]);
    await this.#store.reclaimMessages();
    await this.#store.operations.lease(this.#store.owner, 10);
  }

  async #consume(size: number): Promise<void> {
    const deliveries = await claim(this.#store, this.source, { count: size });
    await ack(this.#store, deliveries);
    this.#consumed.push(...deliveries.map(({ body }) => body));
  }
}
