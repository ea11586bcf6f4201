import { describe, expect, it } from 'vitest';
import { listenForAmqp } from './amqp-clients.js';
import { RestBench } from './rest-bench.js';

type Named = { readonly items: readonly { readonly name: string }[]; readonly nextCursor: string | null };

describe('queues', () => {
  it('are created once and found again', async () => {
    const rest = await RestBench.start();
    const created = await rest.ask('PUT', '/v1/queues/orders', { arguments: { 'x-message-ttl': 60_000 } });
    expect(created.statusCode).toBe(201);
    expect(created.json()).toMatchObject({
      vhost: '/',
      name: 'orders',
      durable: true,
      autoDelete: false,
      arguments: { 'x-message-ttl': 60_000 },
    });
    const again = await rest.ask('PUT', '/v1/queues/orders', { arguments: { 'x-message-ttl': 60_000 } });
    expect(again.statusCode).toBe(200);
    expect((await rest.ask('GET', '/v1/queues/orders')).json()).toEqual(created.json());
  });

  it('need no body to be declared', async () => {
    const rest = await RestBench.start();
    expect((await rest.ask('PUT', '/v1/queues/orders')).statusCode).toBe(201);
  });

  it('are refused with other settings', async () => {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    const response = await rest.ask('PUT', '/v1/queues/orders', { durable: false });
    expect(response.json()).toMatchObject({
      status: 409,
      code: 'inequivalent_argument',
      type: '/v1/problems/inequivalent_argument',
    });
  });

  it('are refused with an argument that makes no sense', async () => {
    const rest = await RestBench.start();
    const response = await rest.ask('PUT', '/v1/queues/orders', { arguments: { 'x-message-ttl': 'soon' } });
    expect(response.json()).toMatchObject({ status: 400, code: 'invalid_argument' });
  });

  it('may have any name that fits', async () => {
    const rest = await RestBench.start();
    const name = `a/b c%é${'x'.repeat(240)}`;
    await rest.declareQueue(name);
    expect((await rest.ask('GET', `/v1/queues/${encodeURIComponent(name)}`)).json()).toMatchObject({ name });
  });

  it('are listed by name in pages', async () => {
    const rest = await RestBench.start();
    for (const name of ['c', 'a', 'b']) await rest.declareQueue(name);
    const first = await rest.ask('GET', '/v1/queues?limit=2');
    expect(first.json<Named>().items.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(first.headers['link']).toContain('rel="next"');
    const second = await rest.ask('GET', `/v1/queues?limit=2&cursor=${first.json<Named>().nextCursor}`);
    expect(second.json<Named>().items.map(({ name }) => name)).toEqual(['c']);
    expect(second.json<Named>().nextCursor).toBeNull();
  });

  it('have figures, by name in pages', async () => {
    const rest = await RestBench.start();
    for (const name of ['c', 'a', 'b', '7']) await rest.declareQueue(name);
    await rest.ask('POST', '/v1/queues/c/messages', { body: 1 });
    type Figures = { items: { queue: string; ready: number }[]; nextCursor: string | null };
    const seen: [string, number][] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const response = await rest.ask('GET', `/v1/statistics/queues?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const { items, nextCursor } = response.json<Figures>();
      expect(response.headers['link'] ?? null).toEqual(nextCursor === null ? null : expect.stringContaining('rel="next"'));
      seen.push(...items.map(({ queue, ready }): [string, number] => [queue, ready]));
      cursor = nextCursor;
    }
    expect(seen).toEqual([
      ['7', 0],
      ['a', 0],
      ['b', 0],
      ['c', 1],
    ]);
    expect((await rest.ask('GET', '/v1/statistics/queues?cursor=nonsense')).json()).toMatchObject({ code: 'invalid_request' });
  });

  it('are deleted with what is in them, or not if that is not wanted', async () => {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    await rest.ask('POST', '/v1/queues/orders/messages', { body: 1 });
    const refused = await rest.ask('DELETE', '/v1/queues/orders?ifEmpty=true');
    expect(refused.json()).toMatchObject({ status: 409, code: 'not_empty' });
    expect((await rest.ask('DELETE', '/v1/queues/orders')).json()).toEqual({ messageCount: 1 });
    expect((await rest.ask('DELETE', '/v1/queues/orders')).json()).toMatchObject({ status: 404, code: 'queue_not_found' });
    expect((await rest.ask('GET', '/v1/queues/orders')).json()).toMatchObject({ status: 404, code: 'queue_not_found' });
  });

  it('are purged of what waits', async () => {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    await rest.ask('POST', '/v1/queues/orders/messages', { messages: [{ body: 1 }, { body: 2 }] });
    expect((await rest.ask('POST', '/v1/queues/orders/purges')).json()).toEqual({ messageCount: 2 });
  });
});

describe('exchanges', () => {
  it('are created once, found again and deleted', async () => {
    const rest = await RestBench.start();
    const exchange = { type: 'topic', arguments: { 'alternate-exchange': 'amq.fanout' } };
    expect((await rest.ask('PUT', '/v1/exchanges/events', exchange)).statusCode).toBe(201);
    expect((await rest.ask('PUT', '/v1/exchanges/events', exchange)).statusCode).toBe(200);
    expect((await rest.ask('GET', '/v1/exchanges/events')).json()).toMatchObject({ ...exchange, durable: true, internal: false });
    expect((await rest.ask('PUT', '/v1/exchanges/events', { type: 'direct' })).json()).toMatchObject({ status: 409 });
    expect((await rest.ask('DELETE', '/v1/exchanges/events')).statusCode).toBe(204);
    expect((await rest.ask('DELETE', '/v1/exchanges/events')).json()).toMatchObject({ status: 404, code: 'exchange_not_found' });
  });

  it('may hold messages back', async () => {
    const rest = await RestBench.start();
    const exchange = { type: 'x-delayed-message', arguments: { 'x-delayed-type': 'topic' } };
    expect((await rest.ask('PUT', '/v1/exchanges/later', exchange)).statusCode).toBe(201);
    expect((await rest.ask('GET', '/v1/exchanges/later')).json()).toMatchObject(exchange);
    const untyped = await rest.ask('PUT', '/v1/exchanges/never', { type: 'x-delayed-message' });
    expect(untyped.json()).toMatchObject({ status: 400, code: 'invalid_argument' });
  });

  it('include the default one, which nobody may change', async () => {
    const rest = await RestBench.start();
    const names = (await rest.ask('GET', '/v1/exchanges')).json<Named>().items.map(({ name }) => name);
    expect(names).toContain('amq.default');
    expect((await rest.ask('GET', '/v1/exchanges/amq.default')).json()).toMatchObject({ name: 'amq.default', type: 'direct' });
    expect((await rest.ask('DELETE', '/v1/exchanges/amq.default')).json()).toMatchObject({ status: 403, code: 'not_permitted' });
  });

  it('are kept while they are bound, if that is wanted', async () => {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    await rest.ask('PUT', '/v1/exchanges/events', { type: 'fanout' });
    await rest.ask('POST', '/v1/bindings', { source: 'events', destination: 'orders' });
    expect((await rest.ask('DELETE', '/v1/exchanges/events?ifUnused=true')).json()).toMatchObject({
      status: 409,
      code: 'in_use',
    });
  });
});

describe('bindings', () => {
  it('are created once, found again and deleted', async () => {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    const binding = { source: 'amq.headers', destination: 'orders', arguments: { 'x-match': 'any', region: 'eu' } };
    const created = await rest.ask('POST', '/v1/bindings', binding);
    expect(created.statusCode).toBe(201);
    expect((await rest.ask('POST', '/v1/bindings', binding)).statusCode).toBe(200);
    const location = String(created.headers['location']);
    expect((await rest.ask('GET', location)).json()).toMatchObject({ ...binding, destinationKind: 'queue', routingKey: '' });
    expect((await rest.ask('DELETE', location)).statusCode).toBe(204);
    expect((await rest.ask('GET', location)).json()).toMatchObject({ status: 404, code: 'binding_not_found' });
    expect((await rest.ask('DELETE', location)).json()).toMatchObject({ status: 404, code: 'binding_not_found' });
  });

  it('join exchanges too, and are listed by their ends', async () => {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    await rest.ask('POST', '/v1/bindings', {
      source: 'amq.topic',
      destination: 'amq.fanout',
      destinationKind: 'exchange',
      routingKey: '#',
    });
    await rest.ask('POST', '/v1/bindings', { source: 'amq.fanout', destination: 'orders' });
    const list = await rest.ask('GET', '/v1/bindings?source=amq.topic&destinationKind=exchange');
    expect(list.json()).toMatchObject({ items: [{ destination: 'amq.fanout' }], nextCursor: null });
  });

  it('need an exchange and a queue that are there', async () => {
    const rest = await RestBench.start();
    const exchange = await rest.ask('POST', '/v1/bindings', { source: 'missing', destination: 'orders' });
    expect(exchange.json()).toMatchObject({ status: 404, code: 'exchange_not_found' });
    const queue = await rest.ask('POST', '/v1/bindings', { source: 'amq.topic', destination: 'orders' });
    expect(queue.json()).toMatchObject({ status: 404, code: 'queue_not_found' });
  });
});

describe('policies', () => {
  it('are set, listed and deleted', async () => {
    const rest = await RestBench.start();
    const policy = { pattern: '^orders', appliesTo: 'queues', priority: 3, definition: { 'message-ttl': 1000 } };
    expect((await rest.ask('PUT', '/v1/policies/short', policy)).json()).toEqual({ vhost: '/', name: 'short', ...policy });
    expect((await rest.ask('GET', '/v1/policies/short')).json()).toMatchObject(policy);
    expect((await rest.ask('GET', '/v1/policies')).json()).toMatchObject({ items: [{ name: 'short' }] });
    expect((await rest.ask('DELETE', '/v1/policies/short')).statusCode).toBe(204);
    expect((await rest.ask('DELETE', '/v1/policies/short')).json()).toMatchObject({ status: 404, code: 'policy_not_found' });
    expect((await rest.ask('GET', '/v1/policies/short')).json()).toMatchObject({ status: 404, code: 'policy_not_found' });
  });
});

describe('virtual hosts', () => {
  it('are created once, kept apart and deleted', async () => {
    const rest = await RestBench.start();
    expect((await rest.ask('PUT', '/v1/vhosts/shop', { description: 'The shop' })).statusCode).toBe(201);
    expect((await rest.ask('PUT', '/v1/vhosts/shop', { description: 'The shop' })).statusCode).toBe(200);
    expect((await rest.ask('GET', '/v1/vhosts/shop')).json()).toEqual({
      ...{ name: 'shop', description: 'The shop', maxConnections: null, maxQueues: null },
    });
    await rest.ask('PUT', '/v1/permissions/admin?vhost=shop', { configure: '.*', write: '.*', read: '.*' });
    expect((await rest.ask('PUT', '/v1/queues/orders?vhost=shop')).statusCode).toBe(201);
    expect((await rest.ask('GET', '/v1/queues/orders')).statusCode).toBe(404);
    expect((await rest.ask('DELETE', '/v1/vhosts/shop')).statusCode).toBe(204);
    expect((await rest.ask('GET', '/v1/vhosts/shop')).json()).toMatchObject({ status: 404, code: 'vhost_not_found' });
    expect((await rest.ask('GET', '/v1/vhosts')).json<Named>().items.map(({ name }) => name)).toEqual(['/']);
  });

  it('have limits of their queues and connections', async () => {
    const rest = await RestBench.start();
    const limits = { maxConnections: 1, maxQueues: 1 };
    const limited = { name: '/', description: 'Default virtual host', ...limits };
    expect((await rest.ask('PUT', '/v1/vhosts/%2F/limits', limits)).json()).toEqual(limited);
    expect((await rest.ask('GET', '/v1/vhosts/%2F')).json()).toEqual(limited);
    await rest.declareQueue('one');
    expect((await rest.ask('PUT', '/v1/queues/two')).json()).toMatchObject({ status: 409, code: 'limit_exceeded' });
    const connect = await listenForAmqp(rest);
    await connect();
    await expect(connect()).rejects.toThrow('ConnectionClose');
    expect((await rest.ask('PUT', '/v1/vhosts/%2F/limits', { maxConnections: null, maxQueues: null })).statusCode).toBe(200);
    await connect();
    await rest.declareQueue('two');
    expect((await rest.ask('PUT', '/v1/vhosts/%2F/limits', { ...limits, maxQueues: -1 })).json()).toMatchObject({
      ...{ status: 400, errors: [{ pointer: '#/maxQueues' }] },
    });
    expect((await rest.ask('PUT', '/v1/vhosts/none/limits', limits)).json()).toMatchObject({ code: 'vhost_not_found' });
  });

  it('are refused when there is none of that name', async () => {
    const rest = await RestBench.start();
    expect((await rest.ask('GET', '/v1/queues?vhost=missing')).json()).toMatchObject({ status: 404, code: 'vhost_not_found' });
  });
});
