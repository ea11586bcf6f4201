import { expect, test } from 'vitest';
import type { ErrorGroupQuery, QueueId } from '@howdah/core';
import { ack, claim, claimOne, publish, transact } from './actions.js';
import { benchForEachTest, type BenchSetup } from './bench.js';
import { insert } from './builders.js';
import { attemptOf, deadLettered, outOfStock, retried, returned } from './settlements.js';

const hourMs = 60 * 60 * 1000;

export function failures(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);

  const query = (queueIds: readonly QueueId[], part: Partial<ErrorGroupQuery> = {}): ErrorGroupQuery => ({
    ...{ queueIds, since: 0, onlyDeaths: false, limit: 100, after: null, ...part },
  });

  async function filled(count: number) {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const bodies = Array.from({ length: count }, (_, index) => `m${index}`);
    const seqs = await publish(
      store,
      bodies.map((body) => insert(queueId, body)),
    );
    return { store, queueId, seqs };
  }

  test('failures of one fingerprint are one group that counts attempts, deaths and hours', async () => {
    const { store, queueId } = await filled(3);
    const graveyard = bench().nextQueueId();
    const [first, second, third] = await claim(store, queueId);
    await transact(store, { settlements: [retried(first!), deadLettered(second!, graveyard)] });
    await transact(store, { settlements: [deadLettered(third!, null)] });
    const [group, ...others] = await store.listErrorGroups(query([queueId]));
    expect(others).toEqual([]);
    expect(group).toMatchObject({ ...outOfStock(first!), attempts: 3, deaths: 2, deadLetterQueueIds: [graveyard] });
    const sum = (name: 'attempts' | 'deaths') => group!.hours.reduce((total, hour) => total + hour[name], 0);
    expect([sum('attempts'), sum('deaths')]).toEqual([3, 2]);
    for (const { at } of group!.hours) {
      expect(at % hourMs).toBe(0);
      expect(Math.abs(bench().now() - at)).toBeLessThan(2 * hourMs);
    }
    expect(group!.firstAt).toBeLessThanOrEqual(group!.lastAt);
    expect(Math.abs(group!.lastAt - bench().now())).toBeLessThan(60_000);
    expect(await store.findErrorGroup(group!.fingerprint)).toEqual(group);
  });

  test('what changes nothing counts nothing: a lost lease, a release', async () => {
    const { store, queueId } = await filled(2);
    const [first, second] = await claim(store, queueId);
    await ack(store, [first!]);
    await transact(store, { settlements: [deadLettered(first!, null), returned(second!)] });
    expect(await store.listErrorGroups(query([queueId]))).toEqual([]);
    expect(await store.findErrorGroup(outOfStock(second!).fingerprint)).toBeNull();
  });

  test('a death without an attempt counts as a death alone', async () => {
    const { store, queueId } = await filled(1);
    const delivery = await claimOne(store, queueId);
    await transact(store, { settlements: [{ ...deadLettered(delivery, null), attempt: null } as never] });
    expect(await store.listErrorGroups(query([queueId]))).toMatchObject([{ attempts: 0, deaths: 1, deadLetterQueueIds: [] }]);
  });

  test('groups come last seen first, in pages, of the queues and times asked for', async () => {
    const { store } = await bench().openStore();
    const queueIds = [bench().nextQueueId(), bench().nextQueueId(), bench().nextQueueId()];
    for (const queueId of queueIds) {
      await publish(store, [insert(queueId, 'm')]);
      await transact(store, { settlements: [retried(await claimOne(store, queueId))] });
    }
    const idsOf = async (part: Partial<ErrorGroupQuery>) =>
      (await store.listErrorGroups(query(queueIds, part))).map(({ queueId }) => queueId);
    const newestFirst = await idsOf({});
    expect([...newestFirst].sort()).toEqual(queueIds);
    const [first] = await store.listErrorGroups(query(queueIds, { limit: 1 }));
    expect(await idsOf({ after: first! })).toEqual(newestFirst.slice(1));
    expect(await idsOf({ queueIds: [queueIds[1]!] })).toEqual([queueIds[1]]);
    expect(await idsOf({ onlyDeaths: true })).toEqual([]);
    expect(await idsOf({ since: bench().now() + hourMs })).toEqual([]);
  });

  test('lists the attempts of a group newest first', async () => {
    const { store, queueId } = await filled(1);
    const first = await claimOne(store, queueId);
    const failed = retried(first);
    await transact(store, { settlements: [failed] });
    const second = await claimOne(store, queueId);
    await transact(store, { settlements: [deadLettered(second, null)] });
    const { fingerprint } = outOfStock(first);
    const attempts = await store.listGroupAttempts(fingerprint, { limit: 10, before: 2 ** 52 });
    expect(attempts.map(({ position: _, ...attempt }) => attempt)).toEqual([
      attemptOf(second, 'reject'),
      attemptOf(first, 'retry'),
    ]);
    const earlier = await store.listGroupAttempts(fingerprint, { limit: 10, before: attempts[0]!.position });
    expect(earlier).toEqual(attempts.slice(1));
    expect(await store.listGroupAttempts(fingerprint, { limit: 1, before: 2 ** 52 })).toEqual(attempts.slice(0, 1));
  });

  test('shows the dead letters of a queue where they lie, and takes none', async () => {
    const { store, queueId, seqs } = await filled(3);
    const graveyards = [bench().nextQueueId(), bench().nextQueueId()] as const;
    const [first, second] = await claim(store, queueId, { count: 2 });
    await transact(store, { settlements: [deadLettered(first!, graveyards[0]), deadLettered(second!, graveyards[1])] });
    const dead = await store.peekDeadLetters(queueId, { limit: 10, after: 0 });
    expect(dead.map((one) => [one.queueId, one.message.id, one.state])).toEqual([
      [graveyards[0], seqs[0], 'ready'],
      [graveyards[1], seqs[1], 'ready'],
    ]);
    const behind = await store.peekDeadLetters(queueId, { limit: 10, after: dead[0]!.seq });
    expect(behind).toEqual(dead.slice(1));
    expect(await store.peekDeadLetters(queueId, { limit: 1, after: 0 })).toEqual(dead.slice(0, 1));
    expect(await claim(store, graveyards[0])).toHaveLength(1);
  });
}
