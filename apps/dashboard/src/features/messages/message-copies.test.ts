import { describe, expect, it } from 'vitest';
import { copyAsCurl, copyAsJson, copyAsTest } from './message-copies.js';

const place = { base: 'http://127.0.0.1:15672/', vhost: '/', queue: 'orders.email' };
const message = {
  id: '4711',
  body: '{"to":"O\'Hara","total":12}',
  bodyEncoding: 'text',
  bodyBytes: 28,
  headers: { tenant: 'a', 'x-death': [{ queue: 'q' }], 'x-first-death-queue': 'q' },
  properties: { contentType: 'application/json', userId: 'shop', messageId: 'm' },
  deaths: [],
} satisfies Parameters<typeof copyAsCurl>[1];

const death: Parameters<typeof copyAsCurl>[1]['deaths'][number] = {
  ...{ queue: 'orders', reason: 'rejected', count: 1, firstAt: '2026-01-01T00:00:00Z', exchange: '', routingKeys: [] },
};

describe('a message copied as curl', () => {
  it('is quoted for a shell, with what its publisher gave and nothing that brokers added', () => {
    const [address, request] = [...copyAsCurl(place, message).matchAll(/'((?:[^']|'\\'')*)'(?= |$)/g)]
      .slice(1)
      .map(([, quoted]) => quoted!.replaceAll("'\\''", "'"));
    expect(address).toBe('http://127.0.0.1:15672/v1/queues/orders.email/messages');
    expect(JSON.parse(request!)).toEqual({
      body: { to: "O'Hara", total: 12 },
      bodyEncoding: 'json',
      headers: { tenant: 'a' },
      properties: { contentType: 'application/json', messageId: 'm' },
    });
  });
});

describe('a dead letter', () => {
  it('is copied for the queue that it died in', () => {
    const dead = { ...message, deaths: [death] };
    expect(copyAsCurl(place, dead)).toContain('/v1/queues/orders/messages');
    expect(copyAsTest(place, dead)).toContain('defineQueue("orders")');
  });
});

describe('a message copied as JSON', () => {
  it('has a body that is JSON as such, digit for digit', () => {
    const copied = copyAsJson({ ...message, body: '{"id":9007199254740993}' } as unknown as Parameters<typeof copyAsJson>[0]);
    expect(copied).toContain('"body": {\n    "id": 9007199254740993\n  }');
  });
});

describe('a message copied as a test', () => {
  it('is published with its headers', () => {
    expect(copyAsTest(place, message)).toContain(`publish(queue, {"to":"O'Hara","total":12}, { headers: {"tenant":"a"} })`);
  });

  it('is there for JSON alone', () => {
    expect(copyAsTest(place, { ...message, body: 'AAE=', bodyEncoding: 'base64' })).toBeUndefined();
    expect(copyAsTest(place, { ...message, body: 'hello', bodyEncoding: 'text', properties: {} })).toBeUndefined();
    expect(copyAsTest(place, { ...message, body: '{"broken":', bodyEncoding: 'text' })).toBeUndefined();
  });
});
