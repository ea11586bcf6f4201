import { describe, expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

describe('pauses', () => {
  it('are shown with the queue, its statistics, a list and a metric', async () => {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    const none = { delivery: null, publishing: null };
    expect((await rest.ask('GET', '/v1/queues/orders')).json()).toMatchObject({ pauses: none });
    const until = new Date(rest.clock.now() + 60_000).toISOString();
    const paused = await rest.ask('PUT', '/v1/queues/orders/pauses/delivery', { reason: 'a deploy', until });
    const pause = {
      kind: 'delivery',
      reason: 'a deploy',
      author: 'admin',
      since: new Date(rest.clock.now()).toISOString(),
      until,
    };
    expect([paused.statusCode, paused.json()]).toEqual([200, { vhost: '/', queue: 'orders', ...pause }]);
    expect((await rest.ask('GET', '/v1/queues/orders')).json()).toMatchObject({ pauses: { ...none, delivery: pause } });
    expect((await rest.ask('GET', '/v1/queues/orders/statistics')).json()).toMatchObject({
      pauses: { ...none, delivery: pause },
    });
    expect((await rest.ask('GET', '/v1/pauses')).json()).toMatchObject({ items: [{ queue: 'orders', ...pause }] });
    expect((await rest.ask('GET', '/metrics/detailed')).body).toContain(
      'howdah_queue_paused{vhost="/",queue="orders",kind="delivery"} 1',
    );
    expect((await rest.ask('DELETE', '/v1/queues/orders/pauses/delivery')).statusCode).toBe(204);
    expect((await rest.ask('GET', '/v1/pauses')).json()).toMatchObject({ items: [] });
  });

  it('refuse a publish with what to do and whom to ask', async () => {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    await rest.ask('PUT', '/v1/queues/orders/pauses/publishing', { reason: 'a deploy' });
    const refused = await rest.ask('POST', '/v1/queues/orders/messages', { body: 1 });
    expect(refused.json()).toMatchObject({ status: 503, code: 'queue_paused', retryable: true });
    expect(refused.json<{ detail: string }>().detail).toContain(`paused by 'admin': a deploy`);
  });

  it.each([
    ['/v1/queues/missing/pauses/delivery', { reason: 'x' }, 'queue_not_found'],
    ['/v1/queues/orders/pauses/everything', { reason: 'x' }, 'invalid_request'],
    ['/v1/queues/orders/pauses/delivery', {}, 'invalid_request'],
    ['/v1/queues/orders/pauses/delivery', { reason: 'x', until: '2001-01-01T00:00:00Z' }, 'invalid_argument'],
  ])('PUT %s %j is refused', async (url, body, code) => {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    expect((await rest.ask('PUT', url, body)).json()).toMatchObject({ code });
  });
});
