import { describe, expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

const anonymous = { user: null };

describe('health', () => {
  it('is alive without asking the broker', async () => {
    const rest = await RestBench.start();
    await rest.broker.stop(0);
    expect((await rest.ask('GET', '/livez', undefined, anonymous)).json()).toEqual({ status: 'ok' });
  });

  it('is ready while the broker serves and not when it stops', async () => {
    const rest = await RestBench.start();
    const ready = await rest.ask('GET', '/readyz', undefined, anonymous);
    expect(ready.statusCode).toBe(200);
    expect(ready.json()).toMatchObject({
      status: 'ready',
      checks: expect.arrayContaining([expect.objectContaining({ name: 'storage', ok: true })]) as unknown,
    });
    await rest.broker.stop(0);
    const stopped = await rest.ask('GET', '/readyz', undefined, anonymous);
    expect(stopped.statusCode).toBe(503);
    expect(stopped.json()).toMatchObject({ status: 'not ready' });
  });
});

describe('figures', () => {
  async function busy(): Promise<RestBench> {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    await rest.ask('POST', '/v1/queues/orders/messages', { messages: [{ body: 1 }, { body: 2 }, { body: 3 }] });
    const received = await rest.ask('POST', '/v1/queues/orders/deliveries', { max: 2 });
    const [first] = received.json<{ messages: { token: string }[] }>().messages;
    await rest.ask('POST', '/v1/queues/orders/settlements', { settlements: [{ token: first?.token, outcome: 'ack' }] });
    return rest;
  }

  it('tell how a queue stands', async () => {
    const rest = await busy();
    const figures = { vhost: '/', queue: 'orders', ready: 1, unacked: 1, delayed: 0, dead: 0, consumers: 0 };
    const oldestAt = new Date(rest.clock.now()).toISOString();
    expect((await rest.ask('GET', '/v1/queues/orders/statistics')).json()).toMatchObject({ ...figures, oldestAt });
    expect((await rest.ask('GET', '/v1/statistics/queues')).json()).toMatchObject({ items: [figures] });
  });

  it('tell how the whole stands', async () => {
    const rest = await busy();
    const response = await rest.ask('GET', '/v1/overview');
    expect(response.json()).toMatchObject({ version: '0.0.0-test', vhosts: 1, queues: 1, totals: { ready: 1, unacked: 1 } });
  });

  it('are counted for Prometheus', async () => {
    const rest = await busy();
    const response = await rest.ask('GET', '/metrics', undefined, anonymous);
    expect(response.headers['content-type']).toMatch(/^text\/plain/);
    const lines = response.body.split('\n');
    expect(lines).toContain('howdah_build_info{version="0.0.0-test"} 1');
    expect(lines).toContain('howdah_messages_published_total 3');
    expect(lines).toContain('howdah_messages_delivered_total{redelivered="false"} 2');
    expect(lines).toContain('howdah_messages_settled_total{outcome="ack"} 1');
    expect(lines).toContain('howdah_messages_dead_lettered_total 0');
    expect(response.body).toContain('process_cpu_seconds_total');
    expect(response.body).not.toContain('orders');
  });

  it('are given for each queue to whoever may see queues', async () => {
    const rest = await busy();
    const lines = (await rest.ask('GET', '/metrics/detailed')).body.split('\n');
    expect(lines).toContain('howdah_queue_messages{vhost="/",queue="orders",state="ready"} 1');
    expect(lines).toContain('howdah_queue_consumers{vhost="/",queue="orders"} 0');
    expect((await rest.ask('GET', '/metrics/detailed', undefined, anonymous)).statusCode).toBe(401);
  });
});

describe('the document of the API', () => {
  interface ApiDocument {
    readonly openapi: string;
    readonly paths: Readonly<
      Record<string, Readonly<Record<string, { readonly operationId: string; readonly security?: unknown }>>>
    >;
  }

  it('describes every route that is served, and no other', async () => {
    const rest = await RestBench.start();
    const { openapi, paths } = (await rest.ask('GET', '/v1/openapi.json', undefined, anonymous)).json<ApiDocument>();
    expect(openapi).toBe('3.1.0');
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = rest.routes
      .filter(({ method, url }) => method !== 'HEAD' && !url.startsWith('/docs'))
      .map(({ method, url }) => `${String(method)} ${url.replace(/:(\w+)/g, '{$1}')}`);
    expect(served.sort()).toEqual(described.sort());
  });

  it('is shown as a page that asks no other server', async () => {
    const rest = await RestBench.start();
    const page = await rest.ask('GET', '/docs', undefined, anonymous);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.body).not.toMatch(/(src|href)=["']?(https?:)?\/\//);
    const init = await rest.ask('GET', '/docs/swagger-ui-init.js', undefined, anonymous);
    expect(init.body).toContain('"validatorUrl": null');
    expect((await rest.ask('GET', '/docs/swagger-ui-bundle.js', undefined, anonymous)).statusCode).toBe(200);
  });
});
