import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { bodiesOf, claim, peekBodies, plenty, publish, transact } from './actions.js';
import { benchForEachTest, type BenchSetup } from './bench.js';
import { insert } from './builders.js';

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `m${index}`);

export function inserting(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);

  test('confirms every message with a seq greater than those before it', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const first = await publish(
      store,
      numbered(50).map((body) => insert(queueId, body)),
    );
    const second = await publish(
      store,
      numbered(50).map((body) => insert(queueId, body)),
    );
    const seqs = [...first, ...second];
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect(seqs.every((seq) => Number.isSafeInteger(seq) && seq > 0)).toBe(true);
  });

  test('confirms after insertMessage has returned', async () => {
    const { store } = await bench().openStore();
    let returned = false;
    const confirmed = new Promise<boolean>((resolve) =>
      store.insertMessage({ ...insert(bench().nextQueueId(), 'a'), lane: 0, settled: () => resolve(returned) }),
    );
    returned = true;
    expect(await confirmed).toBe(true);
  });

  test('stores a message of several queues under one seq', async () => {
    const { store } = await bench().openStore();
    const queueIds = [bench().nextQueueId(), bench().nextQueueId(), bench().nextQueueId()];
    const [seq] = await publish(store, [insert(queueIds, 'to all')]);
    for (const queueId of queueIds) {
      expect(await claim(store, queueId)).toMatchObject([{ seq, body: 'to all', lease: { queueId } }]);
    }
  });

  test('keeps the order of a lane over many group commits', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const bodies = numbered(1500);
    const confirms: Promise<unknown>[] = [];
    for (const [index, body] of bodies.entries()) {
      confirms.push(publish(store, [insert(queueId, body)], 3));
      if (index % 100 === 99) await setImmediate();
    }
    await Promise.all(confirms);
    expect(bodiesOf(await claim(store, queueId))).toEqual(bodies);
  });

  test('keeps the order of each of several lanes in one queue', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const lanes = [0, 1, 2, 7];
    const bodies = (lane: number): string[] => numbered(100).map((body) => `${lane}/${body}`);
    await Promise.all(
      lanes.map((lane) =>
        publish(
          store,
          bodies(lane).map((body) => insert(queueId, body)),
          lane,
        ),
      ),
    );
    const claimed = bodiesOf(await claim(store, queueId));
    expect(claimed).toHaveLength(400);
    for (const lane of lanes) expect(claimed.filter((body) => body.startsWith(`${lane}/`))).toEqual(bodies(lane));
  });

  test('keeps durable and transient messages of one publisher in order', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(
      store,
      numbered(20).map((body, index) => insert(queueId, body, { durable: index % 2 === 0 })),
    );
    const claimed = await claim(store, queueId);
    expect(bodiesOf(claimed)).toEqual(numbered(20));
    expect(claimed.map(({ run }) => run.durable)).toEqual(numbered(20).map((_, index) => index % 2 === 0));
  });

  test('keeps messages with different expirations in order', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const expiresAt = (index: number): number | null => (index % 3 === 0 ? null : bench().now() + (index % 3) * 1_000_000);
    await publish(
      store,
      numbered(20).map((body, index) => insert(queueId, body, { expiresAt: expiresAt(index) })),
    );
    const claimed = await claim(store, queueId);
    expect(bodiesOf(claimed)).toEqual(numbered(20));
    expect(claimed.map(({ run }) => run.expiresAt === null)).toEqual(numbered(20).map((_, index) => index % 3 === 0));
  });

  test('commits a transaction in its place among the inserts of its lane', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const accepted = [
      publish(store, [insert(queueId, 'before')], 5),
      transact(store, { lane: 5, inserts: [insert(queueId, 'first'), insert(queueId, 'second')] }),
      publish(store, [insert(queueId, 'after')], 5),
    ];
    await Promise.all(accepted);
    expect(bodiesOf(await claim(store, queueId))).toEqual(['before', 'first', 'second', 'after']);
  });

  test('commits all of a transaction and returns a seq for each insert', async () => {
    const { store } = await bench().openStore();
    const [one, two] = [bench().nextQueueId(), bench().nextQueueId()];
    const { seqs, settlements, replayed } = await transact(store, { inserts: [insert([one, two], 'a'), insert(two, 'b')] });
    expect(settlements).toEqual([]);
    expect(replayed).toBeNull();
    expect((await claim(store, one)).map(({ seq }) => seq)).toEqual([seqs[0]]);
    expect((await claim(store, two)).map(({ seq }) => seq)).toEqual(seqs);
  });

  test('flush resolves when everything accepted before is confirmed', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const confirmed: number[] = [];
    for (const lane of [0, 1, 2]) {
      store.insertMessage({ ...insert(queueId, `${lane}`), lane, settled: (_error, seq) => confirmed.push(seq) });
    }
    await store.flush();
    expect(confirmed).toHaveLength(3);
  });

  test('close commits what was accepted', async () => {
    const { store } = await bench().openStore();
    const other = await bench().openStore();
    const queueId = bench().nextQueueId();
    const confirmed = publish(store, [insert(queueId, 'last words')]);
    await store.close();
    await confirmed;
    expect(await peekBodies(other.store, queueId)).toEqual(['last words']);
  });

  test('answers a publish after close with an error', async () => {
    const { store } = await bench().openStore();
    await store.close();
    const queueId = bench().nextQueueId();
    await expect(publish(store, [insert(queueId, 'too late')])).rejects.toMatchObject({ code: 'storage_unavailable' });
    await expect(transact(store, { inserts: [insert(queueId, 'too late')] })).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    const other = await bench().openStore();
    expect(await other.store.claimMessages(queueId, plenty)).toMatchObject({ runs: [] });
  });
}
