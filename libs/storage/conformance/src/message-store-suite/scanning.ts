import type { MessageStore, QueueId, ScannedMessage, ScanPlace, ScanScope } from '@howdah/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ack, claim, claimOne, publish, transact } from './actions.js';
import { benchForEachTest, type BenchSetup } from './bench.js';
import { insert } from './builders.js';
import { deadLettered, retried, returned } from './settlements.js';

export function scanning(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);

  /** In `source` one message in each state, its name; one died there and lies in `graveyard`. Both are in `other`, too. */
  async function world() {
    const { store } = await bench().openStore();
    const [source, graveyard, other] = [bench().nextQueueId(), bench().nextQueueId(), bench().nextQueueId()];
    await publish(store, [insert(source, 'dead')]);
    await transact(store, { settlements: [deadLettered(await claimOne(store, source), graveyard)] });
    await publish(store, [insert(source, 'retrying')]);
    const failing = await claimOne(store, source);
    await transact(store, { settlements: [returned(failing, { attempts: 1, availableAt: bench().now() + 3_600_000 })] });
    await publish(store, [insert(source, 'leased')]);
    await claim(store, source);
    await publish(store, [insert(source, 'scheduled', { availableAt: bench().now() + 3_600_000 })]);
    await publish(store, [insert([source, other], 'ready'), insert(other, 'elsewhere')]);
    return { store, source, graveyard, other };
  }

  const scopeOf = (queueIds: readonly QueueId[], more: Partial<ScanScope> = {}): ScanScope => ({
    ...{ queueIds, about: null, states: null, order: 'oldest' },
    ...more,
  });

  test('tells the messages of many queues in the order of positions, from either end', async () => {
    const { store, source, graveyard, other } = await world();
    const all = [source, graveyard, other];
    const oldest = await scanAll(store, scopeOf(all), 100);
    expect(names(oldest)).toEqual(['dead', 'retrying', 'leased', 'scheduled', 'ready', 'ready', 'elsewhere']);
    const newest = await scanAll(store, scopeOf(all, { order: 'newest' }), 100);
    expect(newest).toEqual([...oldest].reverse());
    expect(oldest.map(({ queueId }) => queueId)).toEqual([graveyard, source, source, source, source, other, other]);
  });

  test('tells one state', async () => {
    const { store, source, graveyard } = await world();
    for (const state of ['ready', 'scheduled', 'retrying', 'leased', 'dead'] as const)
      expect(names(await scanAll(store, scopeOf([source, graveyard], { states: [state] }), 100))).toEqual([state]);
    expect(names(await scanAll(store, scopeOf([source], { states: [] }), 100))).toEqual([]);
  });

  test('tells what lies in a queue and what died there, where it may look', async () => {
    const { store, source, graveyard, other } = await world();
    const about = [source];
    expect(names(await scanAll(store, scopeOf([source, graveyard, other], { about }), 100))).toEqual([
      'dead',
      'retrying',
      'leased',
      'scheduled',
      'ready',
    ]);
    expect(names(await scanAll(store, scopeOf([graveyard, other], { about }), 100))).toEqual(['dead']);
  });

  test('tells as much of a message as a look does', async () => {
    const { store, source, graveyard } = await world();
    const scanned = await scanAll(store, scopeOf([source, graveyard]), 100);
    const looks = [source, graveyard].map(async (queueId) =>
      (await store.peekMessages(queueId, { limit: 100, after: 0 })).map((peeked) => ({ ...peeked, queueId })),
    );
    const peeked = (await Promise.all(looks)).flat().sort((one, other) => one.seq - other.seq);
    expect(scanned).toEqual(peeked);
    expect(await scanAll(store, scopeOf([source, graveyard]), 100)).toEqual(scanned);
  });

  test('tells each message once, whatever the size of pages and however runs are mixed', async () => {
    const { store } = await bench().openStore();
    const queues = [bench().nextQueueId(), bench().nextQueueId(), bench().nextQueueId()];
    const subsets = fc.array(fc.subarray(queues, { minLength: 1 }), { minLength: 20, maxLength: 20 });
    const [placed = []] = fc.sample(subsets, { numRuns: 1, seed: 7 });
    for (let from = 0; from < placed.length; from += 5)
      await publish(
        store,
        placed.slice(from, from + 5).map((queueIds, i) => insert(queueIds, `m${from + i}`)),
      );
    const [acked] = await claim(store, queues[0]!, { count: 3 });
    await ack(store, [acked!]);
    const expected = await scanAll(store, scopeOf(queues), 1_000);
    expect(expected).toHaveLength(placed.flat().length - 1);
    for (const order of ['oldest', 'newest'] as const)
      for (const page of [1, 2, 3, 7])
        expect(await scanAll(store, scopeOf(queues, { order }), page)).toEqual(
          order === 'oldest' ? expected : [...expected].reverse(),
        );
  });

  test('finds the queues that hold the message at a position, and reads it from the log', async () => {
    const { store, source, other } = await world();
    const [shared] = (await store.peekMessages(other, { limit: 1, after: 0 })).map(({ seq }) => seq);
    const holders = await store.scan.findHolders(shared!);
    expect(holders.map(({ queueId }) => queueId)).toEqual([source, other]);
    expect(names(holders)).toEqual(['ready', 'ready']);
    expect((await store.scan.readLog(shared!))?.message.body.toString()).toBe('ready');
    await transact(store, { settlements: (await claim(store, other)).map((delivery) => retried(delivery)) });
    expect((await store.scan.findHolders(shared!))[1]).toMatchObject({ queueId: other, attempts: 1 });
    expect(await store.scan.findHolders(999_999_999)).toEqual([]);
    expect(await store.scan.readLog(999_999_999)).toBeNull();
  });
}

const names = (messages: readonly ScannedMessage[]): string[] => messages.map(({ message }) => message.body.toString());

async function scanAll(store: MessageStore, scope: ScanScope, page: number): Promise<ScannedMessage[]> {
  const all: ScannedMessage[] = [];
  for (let after: ScanPlace | null = null; ;) {
    const { messages, end, isLast } = await store.scan.scanMessages(scope, after, page);
    expect(messages.length).toBeLessThanOrEqual(page);
    all.push(...messages);
    after = end;
    if (isLast) return all;
  }
}
