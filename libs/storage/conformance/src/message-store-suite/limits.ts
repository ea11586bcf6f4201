import { expect, test } from 'vitest';
import { type Insert, type LengthLimit, type MessageStore, type QueueId } from '@howdah/core';
import { ack, bodiesOf, claim, countsOf, deliveriesOf, isLimited, peekBodies, transact } from './actions.js';
import { benchForEachTest, type BenchSetup } from './bench.js';
import { insert } from './builders.js';
import { HandoffRecorder } from './handoff-recorder.js';
import { returned } from './settlements.js';

const dropHead = (messages: number): LengthLimit => ({ messages, bytes: null, overflow: 'drop-head' });
const reject = (messages: number): LengthLimit => ({ messages, bytes: null, overflow: 'reject' });
const bodies = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `m${from + index}`);

type Outcome = 'stored' | readonly QueueId[];

/** What became of each: stored, or which queues refused it. */
function offer(store: MessageStore, inserts: readonly Insert[], lane = 0): Promise<Outcome[]> {
  const offerOne = (one: Insert): Promise<Outcome> =>
    new Promise((resolve, reject) =>
      store.insertMessage({
        ...one,
        ...{ lane, isLimited: isLimited(one) },
        settled(error) {
          if (error === null) resolve('stored');
          else if (error.code === 'queue_full') resolve(error.details['queueIds'] as QueueId[]);
          else reject(error);
        },
      }),
    );
  return Promise.all(inserts.map(offerOne));
}

export function limits(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);

  test('drop the oldest ready messages, which the broker gets', async () => {
    const handoff = new HandoffRecorder();
    const { store } = await bench().openStore(handoff);
    const queueId = bench().nextQueueId();
    expect(
      await offer(
        store,
        bodies(1, 7).map((body) => insert(queueId, body, { limit: dropHead(3) })),
      ),
    ).toEqual(Array(7).fill('stored'));
    await handoff.until(({ overflowed }) => deliveriesOf(overflowed).length === 4);
    expect(bodiesOf(deliveriesOf(handoff.overflowed))).toEqual(bodies(1, 4));
    expect(await peekBodies(store, queueId, 'ready')).toEqual(bodies(5, 7));
    await ack(store, deliveriesOf(handoff.overflowed));
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 3, unacked: 0 });
  });

  test('refuse what is too much, and only that', async () => {
    const { store } = await bench().openStore();
    const [full, free] = [bench().nextQueueId(), bench().nextQueueId()];
    const toFull = bodies(1, 4).map((body) => insert(full, body, { limit: reject(3) }));
    expect(await offer(store, toFull)).toEqual(['stored', 'stored', 'stored', [full]]);
    const [both] = [insert(full, 'both', { limit: reject(3) })];
    const [other] = insert(free, 'both').placements;
    expect(await offer(store, [{ ...both, placements: [...both.placements, other!] }])).toEqual([[full]]);
    expect(await peekBodies(store, full)).toEqual(bodies(1, 3));
    expect(await peekBodies(store, free)).toEqual(['both']);
    await ack(store, await claim(store, full, { count: 1 }));
    expect(await offer(store, [insert(full, 'm5', { limit: reject(3) })])).toEqual(['stored']);
  });

  test('count bytes of bodies', async () => {
    const handoff = new HandoffRecorder();
    const { store } = await bench().openStore(handoff);
    const [dropping, refusing] = [bench().nextQueueId(), bench().nextQueueId()];
    const sized = (queueId: QueueId, bytes: number, overflow: LengthLimit['overflow']): Insert =>
      insert(queueId, 'x'.repeat(bytes), { limit: { messages: null, bytes: 100, overflow } });
    await offer(
      store,
      [60, 30, 10, 50].map((bytes) => sized(dropping, bytes, 'drop-head')),
    );
    expect((await peekBodies(store, dropping, 'ready')).map(({ length }) => length)).toEqual([30, 10, 50]);
    expect(
      await offer(
        store,
        [60, 41, 40, 1].map((bytes) => sized(refusing, bytes, 'reject')),
      ),
    ).toEqual([...['stored', [refusing], 'stored', [refusing]]]);
  });

  test('do not count what consumers take at once: a limit of 0 lets that through', async () => {
    const handoff = new HandoffRecorder();
    const { store } = await bench().openStore(handoff);
    const [refusing, dropping] = [bench().nextQueueId(), bench().nextQueueId()];
    for (const queueId of [refusing, dropping]) handoff.credit.set(queueId, 2);
    expect(
      await offer(
        store,
        bodies(1, 3).map((body) => insert(refusing, body, { limit: reject(0) })),
      ),
    ).toEqual(['stored', 'stored', [refusing]]);
    await offer(
      store,
      bodies(1, 3).map((body) => insert(dropping, body, { limit: dropHead(0) })),
    );
    await handoff.until(({ overflowed }) => overflowed.length === 1);
    expect(bodiesOf(deliveriesOf(handoff.delivered))).toEqual([...bodies(1, 2), ...bodies(1, 2)]);
    expect(bodiesOf(deliveriesOf(handoff.overflowed))).toEqual(['m3']);
    expect(handoff.reserved).toBe(0);
  });

  test('keep the order of a lane between queues with and without one', async () => {
    const { store } = await bench().openStore();
    const [limited, free] = [bench().nextQueueId(), bench().nextQueueId()];
    const inserts = bodies(1, 60).map((body, index) =>
      index % 3 === 0 ? insert(limited, body, { limit: dropHead(1_000) }) : insert(free, body),
    );
    await offer(store, inserts, 4);
    const expected = (wanted: boolean): string[] => bodies(1, 60).filter((_, index) => (index % 3 === 0) === wanted);
    expect(await peekBodies(store, limited)).toEqual(expected(true));
    expect(await peekBodies(store, free)).toEqual(expected(false));
  });

  test('hold exactly, however many brokers publish at once', async () => {
    const handoffs = [new HandoffRecorder(), new HandoffRecorder()];
    const stores = await Promise.all(handoffs.map((handoff) => bench().openStore(handoff)));
    const [refusing, dropping] = [bench().nextQueueId(), bench().nextQueueId()];
    const outcomes = await Promise.all(
      stores.flatMap(({ store }, broker) =>
        [0, 1].flatMap((lane) => [
          offer(
            store,
            bodies(1, 40).map((body) => insert(refusing, `${broker}${lane}${body}`, { limit: reject(50) })),
            lane,
          ),
          offer(
            store,
            bodies(1, 40).map((body) => insert(dropping, `${broker}${lane}${body}`, { limit: dropHead(50) })),
            lane,
          ),
        ]),
      ),
    );
    const refused = outcomes.flat().filter((outcome) => outcome !== 'stored').length;
    expect(refused).toBe(160 - 50);
    expect(await countsOf(stores[0]!.store, refusing)).toMatchObject({ ready: 50 });
    expect(await countsOf(stores[0]!.store, dropping)).toMatchObject({ ready: 50 });
  });

  test('fail a transaction whole that is refused in part', async () => {
    const { store } = await bench().openStore();
    const [full, free] = [bench().nextQueueId(), bench().nextQueueId()];
    await offer(store, [insert(full, 'there', { limit: reject(1) })]);
    const inserts = [insert(free, 'a'), insert(full, 'b', { limit: reject(1) })];
    await expect(transact(store, { inserts })).rejects.toMatchObject({ code: 'queue_full', details: { queueIds: [full] } });
    expect(await peekBodies(store, free)).toEqual([]);
  });

  test('are kept again when messages came back', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await offer(
      store,
      bodies(1, 2).map((body) => insert(queueId, body, { limit: dropHead(2) })),
    );
    const held = await claim(store, queueId);
    await offer(
      store,
      bodies(3, 4).map((body) => insert(queueId, body, { limit: dropHead(2) })),
    );
    await transact(store, { settlements: held.map((delivery) => returned(delivery)) });
    const trimmed = deliveriesOf(await store.trimQueue(queueId, dropHead(2)));
    expect(bodiesOf(trimmed)).toEqual(bodies(1, 2));
    expect(await peekBodies(store, queueId, 'ready')).toEqual(bodies(3, 4));
    expect(await store.trimQueue(queueId, dropHead(2))).toEqual([]);
  });
}
