import { connect } from 'node:net';
import { BrokerError } from '@howdah/core';
import { describe, expect, it } from 'vitest';
import { maxMessageBytes, RestBench } from './rest-bench.js';

describe('a refusal', () => {
  it('is a problem document with a type that explains itself', async () => {
    const rest = await RestBench.start();
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const response = await rest.ask('GET', '/v1/queues/missing?vhost=/', undefined, {
      headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    });
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.json()).toMatchObject({
      ...{ type: '/v1/problems/queue_not_found', title: 'No such queue', status: 404, code: 'queue_not_found' },
      ...{ instance: '/v1/queues/missing', retryable: false, errors: [], traceId },
    });
    const type = await rest.ask('GET', '/v1/problems/queue_not_found', undefined, { user: null });
    expect(type.json()).toEqual({
      ...{ type: '/v1/problems/queue_not_found', code: 'queue_not_found', title: 'No such queue', status: 404, retryable: false },
    });
    expect((await rest.ask('GET', '/v1/problems/toString')).json()).toMatchObject({ status: 404, code: 'problem_not_found' });
  });

  it('says where JSON is broken', async () => {
    const rest = await RestBench.start();
    const response = await rest.ask('PUT', '/v1/queues/orders', '{"durable": tru}');
    expect(response.json()).toMatchObject({ status: 400, code: 'invalid_json', detail: expect.stringMatching(/JSON/) as string });
  });

  it('comes for text that is not in UTF-8, which would be stored with other letters', async () => {
    const rest = await RestBench.start();
    const response = await rest.ask('POST', '/v1/queues/orders/messages', Buffer.from('{"body":"gr\xfc\xdfe"}', 'latin1'));
    expect(response.json()).toMatchObject({ status: 400, code: 'invalid_json' });
  });

  it('names the field that is not known', async () => {
    const rest = await RestBench.start();
    const response = await rest.ask('PUT', '/v1/queues/orders', { durabel: true });
    expect(response.json()).toMatchObject({
      status: 400,
      errors: [{ pointer: '#', detail: expect.stringContaining('durabel') as string }],
    });
  });

  it('comes for a request over the limit', async () => {
    const rest = await RestBench.start();
    const response = await rest.ask('POST', '/v1/queues/orders/messages', { body: 'x'.repeat(maxMessageBytes * 2) });
    expect(response.json()).toMatchObject({ status: 413, code: 'request_too_large' });
  });

  it('comes for a body that is not JSON', async () => {
    const rest = await RestBench.start();
    const response = await rest.ask('PUT', '/v1/queues/orders', 'durable=true', { headers: { 'content-type': 'text/plain' } });
    expect(response.json()).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it('comes for a route, a method and a path that there is not', async () => {
    const rest = await RestBench.start();
    expect((await rest.ask('GET', '/v1/nothing')).json()).toMatchObject({ status: 404, code: 'route_not_found' });
    expect((await rest.ask('PATCH', '/v1/queues')).json()).toMatchObject({ status: 404, code: 'route_not_found' });
    expect((await rest.ask('GET', '/v1/queues/%E0%A4%A')).json()).toMatchObject({ status: 400, code: 'request_refused' });
  });

  it('comes for a change that a page of another site asks for', async () => {
    const rest = await RestBench.start();
    const headers = { 'sec-fetch-site': 'cross-site' };
    const change = await rest.ask('POST', '/v1/queues/orders/purges', undefined, { headers });
    expect(change.json()).toMatchObject({ status: 403, code: 'cross_site_request' });
    expect((await rest.ask('GET', '/v1/queues', undefined, { headers })).statusCode).toBe(200);
    const own = await rest.ask('PUT', '/v1/queues/orders', {}, { headers: { 'sec-fetch-site': 'same-origin' } });
    expect(own.statusCode).toBe(201);
  });

  it('asks to come back when the storage is away', async () => {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    rest.messageStore.purgeQueue = async () => {
      throw new BrokerError('storage_unavailable', 'the database does not answer');
    };
    const response = await rest.ask('POST', '/v1/queues/orders/purges');
    expect(response.json()).toMatchObject({ status: 503, code: 'storage_unavailable', retryable: true });
    expect(response.headers['retry-after']).toBe('1');
  });

  it('tells nothing of an unexpected failure but where the log has it', async () => {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    rest.messageStore.purgeQueue = async () => {
      throw new TypeError('cannot read the secret of undefined');
    };
    const response = await rest.ask('POST', '/v1/queues/orders/purges');
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toMatch(/secret|TypeError|\.ts/);
    const { traceId } = response.json<{ traceId: string }>();
    expect(rest.logged).toMatchObject([
      ['request failed', { traceId, error: { message: 'cannot read the secret of undefined' } }],
    ]);
  });
});

describe('every answer', () => {
  it('is safe to open in a browser', async () => {
    const rest = await RestBench.start();
    for (const url of ['/v1/whoami', '/v1/nothing', '/docs', '/livez']) {
      const { headers } = await rest.ask('GET', url);
      expect(headers, url).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
      });
      expect(headers['content-security-policy'], url).toContain("frame-ancestors 'none'");
    }
  });

  it('comes also after nonsense on the wire', async () => {
    const rest = await RestBench.start();
    await rest.app.listen(0, '127.0.0.1');
    const { port } = new URL(await rest.app.getUrl());
    const socket = connect(Number(port), '127.0.0.1');
    const answer = await new Promise<string>((resolve) => {
      socket.once('data', (bytes) => resolve(bytes.toString()));
      socket.write('nonsense\r\n\r\n');
    });
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect((await rest.ask('GET', '/livez')).statusCode).toBe(200);
  });
});
