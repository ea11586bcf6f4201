import { expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

it('explains a route, with what does not match', async () => {
  const rest = await RestBench.start();
  await rest.declareQueue('orders');
  await rest.ask('POST', '/v1/bindings', { source: 'amq.topic', destination: 'orders', routingKey: 'order.*' });
  const url = '/v1/exchanges/amq.topic/explanations';
  const there = await rest.ask('POST', url, { routingKey: 'order.paid' });
  expect(there.json()).toMatchObject({
    queues: ['orders'],
    steps: [{ exchange: 'amq.topic', bindings: [{ matches: true, reason: null }] }],
  });
  const nowhere = await rest.ask('POST', url, { routingKey: 'stock.low' });
  const reason = expect.stringContaining(`word 1 is 'stock', not 'order'`) as string;
  expect(nowhere.json()).toMatchObject({
    queues: [],
    steps: [{ bindings: [{ destination: 'orders', matches: false, reason }] }],
  });
  expect((await rest.ask('POST', '/v1/exchanges/amq.default/explanations', { routingKey: 'orders' })).json()).toMatchObject({
    queues: ['orders'],
  });
  expect((await rest.ask('POST', '/v1/exchanges/missing/explanations')).statusCode).toBe(404);
});

it('explains why a message is not delivered', async () => {
  const rest = await RestBench.start();
  await rest.declareQueue('orders');
  const published = await rest.ask('POST', '/v1/queues/orders/messages', { body: 1, delayMs: 60_000 });
  const { id } = published.json<{ id: string }>();
  const until = new Date(rest.clock.now() + 60_000).toISOString();
  expect((await rest.ask('GET', `/v1/queues/orders/messages/${id}/explanation`)).json()).toEqual({
    ...{ message: id, state: 'delayed', attempts: 0, reasons: [{ code: 'scheduled', until }] },
  });
  expect((await rest.ask('GET', '/v1/queues/orders/messages/999/explanation')).json()).toMatchObject({
    code: 'message_not_found',
  });
});

it('tells what is wrong, with evidence', async () => {
  const rest = await RestBench.start();
  await rest.declareQueue('orders');
  await rest.ask('POST', '/v1/queues/orders/messages', { body: 1 });
  rest.clock.advance(5_000);
  const finding = { harm: 'not_moving', code: 'no_consumers', vhost: '/', queue: 'orders', evidence: { ready: 1, consumers: 0 } };
  expect((await rest.ask('GET', '/v1/attention')).json()).toMatchObject({ queues: 1, affected: 1, findings: [finding] });
});
