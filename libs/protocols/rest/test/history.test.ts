import { setImmediate } from 'node:timers/promises';
import { noteRead } from '@howdah/core';
import { expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

interface History {
  readonly resolutionSeconds: number;
  readonly points: readonly {
    readonly inRate: number;
    readonly outRate: number;
    readonly depth: { readonly ready: number } | null;
  }[];
}

async function pass(rest: RestBench, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    rest.clock.advance(1_000);
    for (let turn = 0; turn < 3; turn++) await setImmediate();
  }
}

it('the past of a queue and of all can be read', async () => {
  const rest = await RestBench.start();
  await rest.declareQueue('orders');
  await rest.declareQueue('stock');
  await pass(rest, 3);
  await rest.ask('POST', '/v1/queues/orders/messages', { messages: [{ body: 1 }, { body: 2 }] });
  await pass(rest, 12);
  const orders = (await rest.ask('GET', '/v1/queues/orders/history')).json<History>();
  expect(orders.resolutionSeconds).toBe(1);
  expect(orders.points.reduce((sum, { inRate }) => sum + inRate, 0)).toBe(2);
  expect(orders.points.at(-1)).toMatchObject({ inRate: 0, outRate: 0, depth: { ready: 2 } });
  const stock = (await rest.ask('GET', '/v1/queues/stock/history')).json<History>();
  expect(stock.points.every(({ inRate, depth }) => inRate === 0 && depth?.ready === 0)).toBe(true);
  const all = (await rest.ask('GET', '/v1/overview/history?resolution=10')).json<History>();
  expect(all.points).toMatchObject([{ inRate: 0.2, depth: { ready: 2 } }]);
});

it('before there was a broker there is nothing, not zero', async () => {
  const rest = await RestBench.start();
  await pass(rest, 5);
  const from = new Date(rest.clock.now() - 60 * 60_000).toISOString();
  const history = (await rest.ask('GET', `/v1/overview/history?from=${from}&resolution=1`)).json<History>();
  expect(history.points.length).toBeLessThan(6);
});

it('a range that ends before it begins is refused', async () => {
  const rest = await RestBench.start();
  const refused = await rest.ask('GET', '/v1/overview/history?from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z');
  expect(refused.json()).toMatchObject({ status: 400, code: 'invalid_argument' });
  expect((await rest.ask('GET', '/v1/overview/history?resolution=5')).statusCode).toBe(400);
});

it('an answer tells where it was read, and how old it may be', async () => {
  const rest = await RestBench.start();
  const { messageStore: store } = rest;
  let replica: string | null = 'b:5432';
  const onReplica = {
    readHistory: (range: Parameters<typeof store.readHistory>[0]) => {
      noteRead({ replica, asOf: Date.now() - 1_500 });
      return store.readHistory(range);
    },
  };
  Object.assign(store, { onReplica });
  const { headers } = await rest.ask('GET', '/v1/overview/history');
  expect(headers['howdah-read-from']).toBe('b:5432');
  expect(Number(headers['howdah-staleness'])).toBeGreaterThanOrEqual(1_500);
  replica = null;
  expect((await rest.ask('GET', '/v1/overview/history')).headers['howdah-read-from']).toBe('primary');
  expect((await rest.ask('GET', '/v1/queues')).headers).not.toHaveProperty('howdah-read-from');
});
