import { expect, it } from 'vitest';
import type { Chunk, ChunkItem, MessageStore, Operation, OperationDefinition, QueueId, Seq } from '@howdah/core';
import { ack, bodiesOf, claim, claimOne, countsOf, peekBodies, publish, transact } from './actions.js';
import { benchForEachTest, outliveLease, type BenchSetup } from './bench.js';
import { insert, placement } from './builders.js';
import { attemptOf, returned } from './settlements.js';

function aDefinition(queueId: QueueId, more: Partial<OperationDefinition> = {}): OperationDefinition {
  return {
    ...{ kind: 'redrive', vhost: '/', queueId, queue: `q${queueId}`, filter: {}, target: null, edit: null, resetAttempts: true },
    ...{ exchange: null, routingKey: null },
    ...{ ratePerSecond: null, canary: false, failureShareMax: null, author: 'ann' },
    ...more,
  };
}

/** An operation that this store leases. */
async function start(store: MessageStore, queueId: QueueId, more: Partial<OperationDefinition> = {}): Promise<Operation> {
  const { operation } = await store.operations.create(aDefinition(queueId, more), await store.operations.position(), null);
  await store.operations.lease(store.owner, 100);
  return operation;
}

function chunk(store: MessageStore, operation: Operation, items: readonly ChunkItem[], more: Partial<Chunk> = {}): Chunk {
  const { id: operationId, queueId, cutoff: end } = operation;
  return { operationId, owner: store.owner, queueId, items, skipped: [], end, isLast: true, follows: true, ...more };
}

/** Into a queue, with the same body. */
function into(target: QueueId, seq: Seq, body: string, more: Partial<ChunkItem> = {}): ChunkItem {
  return { seq, messageId: seq, copy: insert(target, body, { message: { id: seq } }), attempts: 0, ...more };
}

/** Operations and their chunks. */
export function operating(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);

  it('keeps an operation as it was defined, and the newest are listed first', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const definition = aDefinition(queueId, {
      ...{ target: 'other', resetAttempts: false, ratePerSecond: 0.5, canary: true, failureShareMax: 0.05 },
      filter: { origin: 'ä', headers: { a: [1, null] }, body: [{ pointer: '/x', equals: { y: 1.5 } }] },
      edit: { body: 'AAEC', setHeaders: { b: 'c' }, removeHeaders: ['d'] },
    });
    const { operation, replayed } = await store.operations.create(definition, 77, null);
    expect(replayed).toBeNull();
    expect(operation).toMatchObject({
      ...definition,
      cutoff: 77,
      state: 'running',
      cursor: 0,
      total: null,
      moved: 0,
      skipped: {},
    });
    const { operation: second } = await store.operations.create(aDefinition(queueId), 78, null);
    await store.operations.create(aDefinition(queueId, { vhost: 'other' }), 78, null);
    expect(await store.operations.get(operation.id)).toEqual(operation);
    expect(await store.operations.get(999_999)).toBeNull();
    expect(await store.operations.list({ vhost: '/', before: null, limit: 10 })).toEqual([second, operation]);
    expect(await store.operations.list({ vhost: '/', before: second.id, limit: 10 })).toEqual([operation]);
  });

  it('lists those that go on, are paused or have ended lately', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const running = await start(store, queueId);
    const paused = await start(store, queueId, { vhost: 'other' });
    await store.operations.change(paused.id, { from: ['running'], to: 'paused', reason: 'r' });
    const aborted = await start(store, queueId);
    const before = bench().now() - 1_000;
    const ended = await store.operations.change(aborted.id, { from: ['running'], to: 'aborted', reason: 'r' });
    const idsSince = async (since: number) => (await store.operations.listCurrent(since)).map(({ id }) => id);
    expect(await idsSince(before)).toEqual([aborted.id, paused.id, running.id]);
    expect(await idsSince(ended!.endedAt! + 1_000)).toEqual([paused.id, running.id]);
  });

  it('makes one operation under a key, and an author has his keys for himself', async () => {
    const { store } = await bench().openStore();
    const definition = aDefinition(bench().nextQueueId());
    const key = { key: 'k', digest: Buffer.from('one') };
    const { operation } = await store.operations.create(definition, 1, key);
    const again = await store.operations.create(definition, 2, { key: 'k', digest: Buffer.from('two') });
    expect(again).toEqual({ operation, replayed: { digest: Buffer.from('one') } });
    expect((await store.operations.create({ ...definition, author: 'bob' }, 2, key)).replayed).toBeNull();
  });

  it('gives later messages a higher position than the one it tells', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const earlier = await publish(store, [insert(queueId, 'a'), insert(queueId, 'b')]);
    const position = await store.operations.position();
    const [later = 0] = await publish(store, [insert(queueId, 'c')]);
    expect(Math.max(...earlier)).toBeLessThanOrEqual(position);
    expect(later).toBeGreaterThan(position);
  });

  it('is carried out by one owner at a time, and by another one when that is dead or leaves', async () => {
    const [one, other] = [await bench().openStore(), await bench().openStore()];
    const { operation } = await one.store.operations.create(aDefinition(bench().nextQueueId()), 1, null);
    const idsOf = async (store: MessageStore) => (await store.operations.lease(store.owner, 10)).map(({ id }) => id);
    expect(await one.store.operations.lease(one.owner, 0)).toEqual([]);
    expect(await idsOf(one.store)).toEqual([operation.id]);
    expect(await idsOf(one.store)).toEqual([operation.id]);
    expect(await idsOf(other.store)).toEqual([]);
    await one.kill();
    await outliveLease(bench(), [other.store]);
    expect(await idsOf(other.store)).toEqual([operation.id]);
    await other.store.operations.release(other.store.owner);
    const third = await bench().openStore();
    expect(await idsOf(third.store)).toEqual([operation.id]);
  });

  it('changes its state only from where that is possible', async () => {
    const { store } = await bench().openStore();
    const { id } = await start(store, bench().nextQueueId());
    const { operations } = store;
    expect(await operations.change(id, { from: ['paused'], to: 'running', reason: null })).toBeNull();
    expect(await operations.change(id, { from: ['running'], to: 'paused', reason: 'x' })).toMatchObject({
      state: 'paused',
      stateReason: 'x',
    });
    expect(await operations.lease(store.owner, 10)).toEqual([]);
    expect(await operations.change(id, { from: ['running', 'paused'], to: 'aborted', reason: 'y' })).toMatchObject({
      state: 'aborted',
    });
    expect((await operations.get(id))?.endedAt).not.toBeNull();
  });

  it('moves messages with all that a chunk says, and is so far then', async () => {
    const { store } = await bench().openStore();
    const [source, target] = [bench().nextQueueId(), bench().nextQueueId()];
    const [a = 0, b = 0, c = 0] = await publish(store, [insert(source, 'a'), insert(source, 'b'), insert(source, 'c')]);
    const operation = await start(store, source);
    const skipped = [{ seq: b, messageId: b, reason: 'no_route', detail: 'nowhere' }];
    const items = [into(target, a, 'A', { attempts: 3 }), into(target, c, 'C')];
    const { operation: done, taken } = await store.operations.commitChunk(chunk(store, operation, items, { skipped }));
    expect(taken).toEqual(items);
    expect(done).toMatchObject({
      state: 'completed',
      moved: 2,
      skipped: { no_route: 1 },
      cursor: operation.cutoff,
      following: 2,
    });
    expect(done?.endedAt).not.toBeNull();
    expect(await peekBodies(store, source)).toEqual(['b']);
    const moved = await store.peekMessages(target, { limit: 10, after: 0 });
    expect(moved).toMatchObject([
      { state: 'ready', attempts: 3, redelivered: false, message: { id: a } },
      { state: 'ready', attempts: 0, redelivered: false, message: { id: c } },
    ]);
    expect(bodiesOf(moved)).toEqual(['A', 'C']);
    expect((await claim(store, target)).map(({ body, run }) => [body, run.attempts])).toEqual([
      ['A', 3],
      ['C', 0],
    ]);
    expect(await store.operations.listReport(operation.id, { after: 0, limit: 10 })).toMatchObject([
      { position: 1, messageId: b, outcome: 'skipped', reason: 'no_route', detail: 'nowhere' },
    ]);
    expect(await store.operations.listReport(operation.id, { after: 1, limit: 10 })).toEqual([]);
  });

  it('keeps how copies wait: priority, time, expiry, origin', async () => {
    const { store } = await bench().openStore();
    const [source, target] = [bench().nextQueueId(), bench().nextQueueId()];
    const [a = 0] = await publish(store, [insert(source, 'a')]);
    const waiting = { priority: 5, availableAt: bench().now() + 60_000, expiresAt: bench().now() + 90_000, deadFrom: source };
    const copy = { ...insert(target, 'a'), placements: [placement(target, waiting)] };
    const operation = await start(store, source);
    await store.operations.commitChunk(chunk(store, operation, [into(target, a, 'a', { copy })]));
    const [moved] = await store.peekMessages(target, { limit: 1, after: 0 });
    expect(moved).toMatchObject({ state: 'delayed', priority: 5, deadFrom: source });
    expect(Math.abs((moved?.availableAt ?? 0) - waiting.availableAt)).toBeLessThan(1_000);
    expect(Math.abs((moved?.expiresAt ?? 0) - waiting.expiresAt)).toBeLessThan(1_000);
  });

  it('removes messages for good where there is no copy, delayed ones too', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const seqs = await publish(store, [insert(queueId, 'a'), insert(queueId, 'b', { availableAt: bench().now() + 60_000 })]);
    const operation = await start(store, queueId, { kind: 'purge' });
    const items = seqs.map((seq) => ({ seq, messageId: seq, copy: null, attempts: 0 }));
    expect((await store.operations.commitChunk(chunk(store, operation, items))).operation).toMatchObject({
      moved: 2,
      following: 0,
    });
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 0, delayed: 0 });
  });

  it('does nothing for whoever does not lease it, and nothing once it is paused', async () => {
    const [one, other] = [await bench().openStore(), await bench().openStore()];
    const [source, target] = [bench().nextQueueId(), bench().nextQueueId()];
    const [a = 0] = await publish(one.store, [insert(source, 'a')]);
    const operation = await start(one.store, source);
    const items = [into(target, a, 'a')];
    const nothing = { operation: null, taken: [] };
    expect(await other.store.operations.commitChunk(chunk(other.store, operation, items))).toEqual(nothing);
    expect(await other.store.operations.setTotal(operation.id, other.owner, 1)).toBeNull();
    await one.store.operations.change(operation.id, { from: ['running'], to: 'paused', reason: null });
    expect(await one.store.operations.commitChunk(chunk(one.store, operation, items))).toEqual(nothing);
    expect([await peekBodies(one.store, source), await peekBodies(one.store, target)]).toEqual([['a'], []]);
  });

  it('is so far only as the first message that a consumer holds or has settled', async () => {
    const { store } = await bench().openStore();
    const [source, target] = [bench().nextQueueId(), bench().nextQueueId()];
    const [a = 0, b = 0, c = 0] = await publish(store, [insert(source, 'a'), insert(source, 'b'), insert(source, 'c')]);
    const operation = await start(store, source);
    const [first] = await claim(store, source, { count: 2 });
    await transact(store, { settlements: [returned(first!)] });
    const skipped = [{ seq: c + 1, messageId: c + 1, reason: 'held', detail: '' }];
    const items = [into(target, a, 'a'), into(target, b, 'b'), into(target, c, 'c')];
    const { operation: after, taken } = await store.operations.commitChunk(chunk(store, operation, items, { skipped }));
    expect(taken.map(({ seq }) => seq)).toEqual([a, c]);
    expect(after).toMatchObject({ state: 'running', cursor: b - 1, moved: 2, skipped: {} });
    expect(await peekBodies(store, source)).toEqual(['b']);
    expect(await peekBodies(store, target)).toEqual(['a', 'c']);
  });

  it.each(['reject', 'drop-head'] as const)(
    'leaves what a full target has no room for, with overflow %s too',
    async (overflow) => {
      const { store } = await bench().openStore();
      const [source, target] = [bench().nextQueueId(), bench().nextQueueId()];
      const [a = 0, b = 0] = await publish(store, [insert(source, 'a'), insert(source, 'b')]);
      await publish(store, [insert(target, 'here')]);
      const operation = await start(store, source);
      const limit = { messages: 2, bytes: null, overflow };
      const copyOf = (body: string) => ({ ...insert(target, body), placements: [placement(target, { limit })] });
      const items = [into(target, a, 'a', { copy: copyOf('a') }), into(target, b, 'b', { copy: copyOf('b') })];
      const { operation: done } = await store.operations.commitChunk(chunk(store, operation, items));
      expect(done).toMatchObject({ state: 'completed', moved: 1, skipped: { target_full: 1 } });
      expect([await peekBodies(store, source), await peekBodies(store, target)]).toEqual([['b'], ['here', 'a']]);
    },
  );

  it('places a copy in several queues, and follows it in the first', async () => {
    const { store } = await bench().openStore();
    const [source, one, other] = [bench().nextQueueId(), bench().nextQueueId(), bench().nextQueueId()];
    const [a = 0] = await publish(store, [insert(source, 'a')]);
    const operation = await start(store, source);
    const copy = insert([one, other], 'a', { message: { id: a } });
    const { operation: done } = await store.operations.commitChunk(chunk(store, operation, [into(one, a, 'a', { copy })]));
    expect(done).toMatchObject({ state: 'completed', moved: 1, following: 1 });
    expect([await peekBodies(store, source), await peekBodies(store, one), await peekBodies(store, other)]).toEqual([
      [],
      ['a'],
      ['a'],
    ]);
    await ack(store, await claim(store, other));
    expect(await store.operations.follow(operation.id)).toMatchObject({ following: 1 });
    await ack(store, await claim(store, one));
    expect(await store.operations.follow(operation.id)).toMatchObject({ following: 0, succeeded: 1 });
  });

  it('tells what was done with one message', async () => {
    const { store } = await bench().openStore();
    const [source, target] = [bench().nextQueueId(), bench().nextQueueId()];
    const [a = 0, b = 0] = await publish(store, [insert(source, 'a'), insert(source, 'b')]);
    const operation = await start(store, source);
    const skipped = [{ seq: b, messageId: b, reason: 'no_route', detail: 'there is none' }];
    await store.operations.commitChunk(chunk(store, operation, [into(target, a, 'a')], { skipped }));
    const [place] = await store.peekMessages(target, { limit: 1, after: 0 });
    expect(await store.operations.listTraces(a)).toMatchObject([
      { operation: { id: operation.id }, outcome: 'moved', place: { seq: place!.seq, queueId: target } },
    ]);
    expect(await store.operations.listTraces(b)).toMatchObject([
      { operation: { id: operation.id }, outcome: 'skipped', place: null, detail: 'no_route: there is none' },
    ]);
    const single = await start(store, source, { kind: 'purge', filter: { messageId: b } });
    await store.operations.commitChunk(chunk(store, single, [{ seq: b, messageId: b, copy: null, attempts: 0 }]));
    expect((await store.operations.listTraces(b)).map((trace) => [trace.operation.id, trace.outcome])).toEqual([
      [operation.id, 'skipped'],
      [single.id, 'moved'],
    ]);
    expect(await store.operations.listTraces(999_999_999)).toEqual([]);
  });

  it('follows what it has moved: gone without having failed, failed, still there', async () => {
    const { store } = await bench().openStore();
    const [source, target] = [bench().nextQueueId(), bench().nextQueueId()];
    const seqs = await publish(
      store,
      ['a', 'b', 'c', 'd'].map((body) => insert(source, body)),
    );
    const operation = await start(store, source);
    const items = seqs.map((seq, index) => into(target, seq, 'abcd'[index]!));
    await store.operations.commitChunk(chunk(store, operation, items));
    expect(await store.operations.listFollowing()).toEqual([operation.id]);
    expect(await store.operations.follow(operation.id)).toMatchObject({ succeeded: 0, failed: 0, following: 4 });
    const [a, b] = [await claimOne(store, target), await claimOne(store, target)];
    await ack(store, [a]);
    const attempt = { ...attemptOf(b, 'retry'), endedAt: bench().now() + 1_000, error: { name: 'Timeout', message: 'too late' } };
    await transact(store, { settlements: [returned(b, { attempts: 1, attempt })] });
    expect(await store.operations.follow(operation.id)).toMatchObject({ succeeded: 1, failed: 1, following: 2 });
    expect(await store.operations.follow(operation.id)).toMatchObject({ succeeded: 1, failed: 1, following: 2 });
    expect(await store.operations.listReport(operation.id, { after: 0, limit: 10 })).toMatchObject([
      { messageId: b.message.id, outcome: 'failed', reason: 'Timeout', detail: 'too late' },
    ]);
    expect(await store.operations.follow(999_999)).toBeNull();
    expect(new Map(await store.operations.lastAttempts(seqs, target))).toEqual(new Map([[seqs[1], 1]]));
  });
}
