import { describe, expect, it } from 'vitest';
import { maxMessageBytes, RestBench } from './rest-bench.js';

async function setup(): Promise<RestBench> {
  const rest = await RestBench.start();
  await rest.declareQueue('orders');
  return rest;
}

const messages = '/v1/queues/orders/messages';

/** What a receiver gets of a message that was published like this. */
async function roundTrip(rest: RestBench, item: unknown): Promise<Record<string, unknown>> {
  const published = await rest.ask('POST', messages, item);
  expect(published.statusCode, published.body).toBe(200);
  const received = await rest.ask('POST', '/v1/queues/orders/deliveries', { autoAck: true });
  return received.json<{ messages: [Record<string, unknown>] }>().messages[0];
}

describe('publishing one message', () => {
  it('stores it and says in which queues', async () => {
    const rest = await setup();
    const response = await rest.ask('POST', messages, { body: { total: 12.5 } });
    expect(response.json()).toEqual({
      id: expect.stringMatching(/^\d+$/) as string,
      queues: ['orders'],
      durability: 'local',
    });
  });

  it('routes by the exchange and the routing key', async () => {
    const rest = await setup();
    await rest.ask('POST', '/v1/bindings', { source: 'amq.topic', destination: 'orders', routingKey: 'order.#' });
    const wanted = await rest.ask('POST', '/v1/exchanges/amq.topic/messages', { routingKey: 'order.paid', body: 1 });
    expect(wanted.json()).toMatchObject({ queues: ['orders'] });
    const unwanted = await rest.ask('POST', '/v1/exchanges/amq.topic/messages', { routingKey: 'cart.paid', body: 1 });
    expect(unwanted.json()).toEqual({ id: null, queues: [], durability: null });
  });

  it('calls the default exchange amq.default', async () => {
    const rest = await setup();
    const response = await rest.ask('POST', '/v1/exchanges/amq.default/messages', { routingKey: 'orders', body: 'x' });
    expect(response.json()).toMatchObject({ queues: ['orders'] });
  });

  it('keeps every property and header', async () => {
    const rest = await setup();
    const item = {
      body: 'x',
      headers: { attempt: 1, big: true, nothing: null, nested: { list: [1, 'two'] } },
      properties: {
        ...{
          contentType: 'text/css',
          contentEncoding: 'identity',
          persistent: false,
          priority: 7,
          correlationId: 'c',
          replyTo: 'r',
        },
        ...{
          expirationMs: 60_000,
          messageId: 'm',
          timestamp: '2030-01-01T00:00:00.000Z',
          type: 't',
          userId: 'admin',
          appId: 'a',
          clusterId: 'k',
        },
      },
    };
    expect(await roundTrip(rest, item)).toMatchObject({
      ...item,
      bodyEncoding: 'text',
      bodyBytes: 1,
      exchange: '',
      routingKey: 'orders',
    });
  });

  it.each([
    ['json', { a: [1, 'é', null] }, 'application/json'],
    ['json', 'a JSON string', 'application/json'],
    ['text', 'grüße', 'text/plain'],
    ['base64', '/wD+', undefined],
  ])('brings a body back as %s', async (bodyEncoding, body, contentType) => {
    const message = await roundTrip(await setup(), { body, bodyEncoding });
    expect(message).toMatchObject({ body, bodyEncoding });
    expect((message['properties'] as { contentType?: string }).contentType).toBe(contentType);
  });

  it('keeps a number that a double cannot hold, digit for digit', async () => {
    const message = await roundTrip(await setup(), '{ "body": { "id": 9007199254740993 }, "headers": {} }');
    expect(message).toMatchObject({ body: '{"id":9007199254740993}', bodyEncoding: 'text' });
    expect(message['properties']).toMatchObject({ contentType: 'application/json' });
  });

  it('refuses a body that is not what its encoding says', async () => {
    const rest = await setup();
    const base64 = await rest.ask('POST', messages, { body: 'no base64!', bodyEncoding: 'base64' });
    expect(base64.json()).toMatchObject({ status: 400, code: 'invalid_message' });
    const text = await rest.ask('POST', messages, { body: { a: 1 }, bodyEncoding: 'text' });
    expect(text.json()).toMatchObject({ status: 400, code: 'invalid_message' });
    const surrogate = await rest.ask('POST', messages, '{"body":"\\ud800"}');
    expect(surrogate.json()).toMatchObject({ status: 400, code: 'invalid_message' });
  });

  it('delays it', async () => {
    const rest = await setup();
    await rest.ask('POST', messages, { body: 'later', delayMs: 60_000 });
    expect((await rest.ask('GET', '/v1/queues/orders/statistics')).json()).toMatchObject({ ready: 0, delayed: 1 });
  });

  it('says what is wrong with a delay, and where', async () => {
    const rest = await setup();
    const response = await rest.ask('POST', messages, { body: 'x', delayMs: -5 });
    expect(response.json()).toMatchObject({
      ...{ status: 400, code: 'invalid_request' },
      errors: [{ pointer: '#/delayMs', detail: expect.stringContaining('found -5') as string }],
    });
  });

  it('refuses a timestamp before 1970', async () => {
    const rest = await setup();
    const response = await rest.ask('POST', messages, { body: 'x', properties: { timestamp: '1969-12-31T23:59:59Z' } });
    expect(response.json()).toMatchObject({ status: 400, code: 'invalid_message' });
  });

  it('refuses an unknown queue and an unknown exchange', async () => {
    const rest = await setup();
    const queue = await rest.ask('POST', '/v1/queues/missing/messages', { body: 'x' });
    expect(queue.json()).toMatchObject({ status: 404, code: 'queue_not_found', remedy: 'Declare the queue first.' });
    const exchange = await rest.ask('POST', '/v1/exchanges/missing/messages', { body: 'x' });
    expect(exchange.json()).toMatchObject({ status: 404, code: 'exchange_not_found' });
  });

  it('refuses a routing key beside a queue', async () => {
    const rest = await setup();
    const response = await rest.ask('POST', messages, { body: 'x', routingKey: 'y' });
    expect(response.json()).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('refuses a body over the limit', async () => {
    const rest = await setup();
    const response = await rest.ask('POST', messages, { body: 'x'.repeat(maxMessageBytes + 1) });
    expect(response.json()).toMatchObject({ status: 413, code: 'message_too_large' });
  });
});

describe('publishing many messages', () => {
  it('answers each in order', async () => {
    const rest = await setup();
    const response = await rest.ask('POST', messages, { messages: [{ body: 1 }, { body: 2 }] });
    expect(response.statusCode).toBe(200);
    expect(response.json<{ results: unknown[] }>().results).toEqual([
      { status: 200, id: expect.any(String) as string, queues: ['orders'], durability: 'local' },
      { status: 200, id: expect.any(String) as string, queues: ['orders'], durability: 'local' },
    ]);
    const received = await rest.ask('POST', '/v1/queues/orders/deliveries', { max: 10 });
    expect(received.json<{ messages: { body: unknown }[] }>().messages.map(({ body }) => body)).toEqual([1, 2]);
  });

  it('takes the others when one is refused', async () => {
    const rest = await setup();
    const response = await rest.ask('POST', messages, { messages: [{ body: 1 }, { body: 'x'.repeat(maxMessageBytes + 1) }] });
    expect(response.statusCode).toBe(207);
    const { results } = response.json<{ results: unknown[] }>();
    expect(results[0]).toMatchObject({ status: 200 });
    expect(results[1]).toMatchObject({ status: 413, problem: { code: 'message_too_large' } });
  });

  it('takes none when one is refused and all are asked for', async () => {
    const rest = await setup();
    const items = [{ body: 1 }, { body: 'x'.repeat(maxMessageBytes + 1) }];
    const response = await rest.ask('POST', messages, { messages: items, atomic: true });
    expect(response.json()).toMatchObject({ status: 413, code: 'message_too_large', errors: [{ pointer: '#/messages/1' }] });
    expect((await rest.ask('GET', '/v1/queues/orders/statistics')).json()).toMatchObject({ ready: 0 });
  });

  it('points at the item that is not as documented', async () => {
    const rest = await setup();
    const response = await rest.ask('POST', messages, { messages: [{ body: 1 }, { body: 2, delayms: 3 }] });
    expect(response.json()).toMatchObject({ status: 400, errors: [{ pointer: '#/messages/1' }] });
  });

  it('points at the item whose body cannot be read', async () => {
    const rest = await setup();
    const response = await rest.ask('POST', messages, { messages: [{ body: 1 }, { body: '!', bodyEncoding: 'base64' }] });
    expect(response.json()).toMatchObject({ status: 400, code: 'invalid_message', errors: [{ pointer: '#/messages/1' }] });
  });
});

describe('an idempotency key', () => {
  const headers = { 'idempotency-key': 'order-1' };

  it('lets a repetition store nothing', async () => {
    const rest = await setup();
    const first = await rest.ask('POST', messages, '{"body":{"a":1},"delayMs":0}', { headers });
    const again = await rest.ask('POST', messages, '{ "delayMs": 0, "body": { "a": 1 } }', { headers });
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.json()).toEqual(first.json());
    expect((await rest.ask('GET', '/v1/queues/orders/statistics')).json()).toMatchObject({ ready: 1 });
  });

  it('is refused for another body', async () => {
    const rest = await setup();
    await rest.ask('POST', messages, { body: 1 }, { headers });
    const other = await rest.ask('POST', messages, { body: 2 }, { headers });
    expect(other.json()).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
  });
});
