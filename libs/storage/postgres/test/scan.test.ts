import { expect, test, onTestFinished } from 'vitest';
import { createDatabase } from '@howdah/testing';
import { Properties, type Insert, type Seq } from '@howdah/core';
import type { MessageStore } from '@howdah/core';
import { postgresBench } from './postgres-bench.js';

const insert = (queueId: number, body: string): Insert => ({
  message: {
    ...{ exchange: 'shop', routingKey: 'order', properties: Properties.empty, body: Buffer.from(body) },
    ...{ publishedAt: 1_700_000_000_000, deaths: [], hiddenRoutingKeys: undefined, id: undefined },
  },
  durable: true,
  placements: [{ queueId, priority: 0, availableAt: null, expiresAt: null, deadFrom: null, limit: null }],
});

const publish = (store: MessageStore, one: Insert) =>
  new Promise<Seq>((resolve, reject) =>
    store.insertMessage({ ...one, lane: 0, settled: (error, seq) => (error === null ? resolve(seq) : reject(error)) }),
  );

async function setup() {
  const { url } = await createDatabase();
  const bench = await postgresBench(url);
  onTestFinished(() => bench.close());
  const { store } = await bench.openStore();
  return { store, queueId: bench.nextQueueId() };
}

test('reads what was published from the log, also when it was acknowledged', async () => {
  const { store, queueId } = await setup();
  const seqs = await Promise.all(['a', 'b', 'c'].map((body) => publish(store, insert(queueId, body))));
  const { runs } = await store.claimMessages(queueId, { count: 10, bytes: 1_000_000 });
  for (const run of runs) for (const { seq } of [...run.messages]) store.ackMessage({ lease: run, seq });
  await store.flush();
  expect(await store.peekMessages(queueId, { limit: 10, after: 0 })).toEqual([]);
  const kept = await Promise.all(seqs.map((seq) => store.scan.readLog(seq)));
  expect(kept.map((one) => one?.message.body.toString())).toEqual(['a', 'b', 'c']);
  expect(kept[1]?.message).toMatchObject({ exchange: 'shop', routingKey: 'order', publishedAt: 1_700_000_000_000 });
});

test('is in nobody’s way: the message path has connections while all of those for scans are busy', async () => {
  const { store, queueId } = await setup();
  await publish(store, insert(queueId, 'a'));
  const scope = { queueIds: [queueId], about: null, states: null, order: 'newest' } as const;
  const scans = Array.from({ length: 50 }, () => store.scan.scanMessages(scope, null, 100));
  const claim = await store.claimMessages(queueId, { count: 1, bytes: 1 });
  expect(claim.runs).toHaveLength(1);
  expect((await Promise.all(scans)).map(({ messages }) => messages.length)).toEqual(scans.map(() => 1));
});
