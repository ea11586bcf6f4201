import { expect, it } from 'vitest';
import {
  BrokerError,
  type Arrival,
  type Judge,
  type Judgement,
  type LengthLimit,
  type MessageStore,
  type QueueId,
} from '@howdah/core';
import { bodiesOf, claim, peekBodies } from './actions.js';
import { benchForEachTest, type BenchSetup, type HandedIn } from './bench.js';
import { insert } from './builders.js';

const handedIn = (body: string): HandedIn => {
  return {
    vhost: '/',
    exchange: '',
    routingKey: 'orders',
    properties: { priority: 3 },
    headers: { tenant: 'ä' },
    body: Buffer.from(body),
  };
};

/** Everything into one queue. */
const into =
  (queueId: QueueId, limit: LengthLimit | null = null): Judge =>
  async (arrivals) =>
    arrivals.map(({ body }): Judgement => ({ kind: 'store', insert: insert(queueId, body, { limit }) }));

/** The turn of a move that failed ends when the database has noticed. */
async function moveInTurn(store: MessageStore, judge: Judge): Promise<void> {
  while ((await store.intake.move(judge)).outcome === 'busy');
}

const refusal = new BrokerError('exchange_not_found', 'no such exchange');

/** What applications hand in, and its way to the queues. */
export function takingIn(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);
  const opened = async () => (await bench().openStore()).store;

  it('moves what was committed, in its order, once, as it was handed in', async () => {
    const store = await opened();
    const queueId = bench().nextQueueId();
    await bench().handIn([handedIn('a'), handedIn('b')]);
    await bench().handIn([handedIn('c')]);
    const seen: Arrival[] = [];
    const judge: Judge = (arrivals) => (seen.push(...arrivals), into(queueId)(arrivals));
    expect(await store.intake.move(judge)).toMatchObject({ outcome: 'moved', stored: [{}, {}, {}] });
    expect(await store.intake.move(judge)).toEqual({ outcome: 'empty', more: false, stored: [] });
    expect(seen.map(({ body }) => String(body))).toEqual(['a', 'b', 'c']);
    expect(seen[0]).toMatchObject({ ...handedIn('a'), body: expect.anything() as unknown });
    expect(Math.abs(seen[0]!.at - bench().now())).toBeLessThan(60_000);
    expect(bodiesOf(await claim(store, queueId))).toEqual(['a', 'b', 'c']);
  });

  it('tells that something has arrived', async () => {
    const store = await opened();
    let tell!: () => void;
    const arrived = new Promise<void>((resolve) => (tell = resolve));
    await store.intake.open({ bodyBytesMax: 1_000, onArrival: () => tell() });
    await bench().handIn([handedIn('a')]);
    await arrived;
  });

  it('keeps what is refused with the reason, and drops what is dropped', async () => {
    const store = await opened();
    const queueId = bench().nextQueueId();
    expect(await store.intake.countRefused(null)).toEqual({ count: 0, newest: null });
    await bench().handIn([handedIn('a'), handedIn('b'), handedIn('c')]);
    await store.intake.move(async (arrivals) => {
      const [first] = await into(queueId)(arrivals);
      return [{ kind: 'refuse', error: refusal }, first!, { kind: 'drop' }];
    });
    expect(await store.intake.countRefused('/')).toMatchObject({
      count: 1,
      newest: { code: 'exchange_not_found', reason: 'no such exchange' },
    });
    expect(await store.intake.countRefused('elsewhere')).toMatchObject({ count: 0 });
    expect(await store.countMessages([queueId])).toMatchObject([{ ready: 1 }]);
    expect(await store.intake.move(into(queueId))).toMatchObject({ outcome: 'empty' });
  });

  it('refuses for a full queue, and no queue of the message gets it', async () => {
    const store = await opened();
    const [full, other] = [bench().nextQueueId(), bench().nextQueueId()];
    const limit = { messages: 1, bytes: null, overflow: 'reject' } as const;
    await bench().handIn([handedIn('fits'), handedIn('too many')]);
    await store.intake.move(async (arrivals) =>
      arrivals.map(({ body }): Judgement => {
        const both = insert([full, other], body);
        return {
          kind: 'store',
          insert: { ...both, placements: both.placements.map((one, i) => (i === 0 ? { ...one, limit } : one)) },
        };
      }),
    );
    expect(await peekBodies(store, full)).toEqual(['fits']);
    expect(await peekBodies(store, other)).toEqual(['fits']);
    expect(await store.intake.countRefused(null)).toMatchObject({ count: 1, newest: { code: 'queue_full' } });
  });

  it('loses nothing when moving fails', async () => {
    const store = await opened();
    const queueId = bench().nextQueueId();
    await bench().handIn([handedIn('a')]);
    await expect(store.intake.move(() => Promise.reject(refusal))).rejects.toThrow();
    await moveInTurn(store, into(queueId));
    expect(await peekBodies(store, queueId)).toEqual(['a']);
  });

  it('lets one broker move at a time, and another one when it dies in the middle', async () => {
    const [dying, living] = [await bench().openStore(), await bench().openStore()];
    const queueId = bench().nextQueueId();
    await bench().handIn([handedIn('a')]);
    let begun!: () => void;
    let goOn!: () => void;
    const middle = new Promise<void>((resolve) => (begun = resolve));
    const end = new Promise<void>((resolve) => (goOn = resolve));
    const moving = dying.store.intake.move(async (arrivals) => {
      begun();
      await end;
      return into(queueId)(arrivals);
    });
    moving.catch(() => undefined);
    await middle;
    expect(await living.store.intake.move(into(queueId))).toMatchObject({ outcome: 'busy' });
    const killed = dying.kill();
    goOn();
    await killed;
    await moving.catch(() => undefined);
    await moveInTurn(living.store, into(queueId));
    expect(await peekBodies(living.store, queueId)).toEqual(['a']);
  });
}
