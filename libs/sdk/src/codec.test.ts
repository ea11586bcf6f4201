import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBody, encodeBody } from './codec.js';
import type { Incoming, Outgoing } from './link/link.js';
import { compression } from './middleware/compression.js';
import { encryption } from './middleware/encryption.js';
import type { Middleware } from './middleware/middleware.js';

const keys = { old: Buffer.alloc(32, 1), new: Buffer.alloc(32, 2) };
const stack = [compression({ minBytes: 1 }), encryption({ keys, current: 'new' })];

test('what JSON can say comes back as it was, and bytes as bytes', () => {
  const sameJson = fc.property(fc.jsonValue(), (data) => {
    expect(decodeBody(arriving(data))).toEqual(JSON.parse(JSON.stringify(data)));
  });
  const sameBytes = fc.property(fc.uint8Array(), (data) => {
    expect((decodeBody(arriving(data)) as Buffer).equals(data)).toBe(true);
  });
  fc.assert(sameJson);
  fc.assert(sameBytes);
});

test('what was packed and encrypted comes back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (data) => {
      const sent = await leave(data, stack);
      for (const one of stack.toReversed()) await one.receive!(sent);
      expect(decodeBody(sent)).toEqual(JSON.parse(JSON.stringify(data)));
    }),
  );
});

test('a changed bit, another message id and an unknown key are refused', async () => {
  const [, sealed] = stack;
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.constantFrom('bit', 'id', 'key'), async (position, change) => {
      const sent = await leave({ total: 1 }, [sealed!]);
      const body = Buffer.from(sent.body as Buffer);
      body[position % body.length]! ^= change === 'bit' ? 1 : 0;
      const forged = {
        ...sent,
        body,
        messageId: change === 'id' ? 'other' : sent.messageId,
        headers: change === 'key' ? { 'x-howdah-key': '__proto__' } : sent.headers,
      };
      await expect(sealed!.receive!(forged)).rejects.toMatchObject({ code: 'not_readable' });
    }),
  );
});

test('a rotated key still reads what it wrote', async () => {
  const sent = await leave('before', [encryption({ keys, current: 'old' })]);
  await encryption({ keys, current: 'new' }).receive!(sent);
  expect(decodeBody(sent)).toBe('before');
});

test('a body that unpacks to more than the limit is refused', async () => {
  const sent = await leave('x'.repeat(10_000), [compression()]);
  await expect(compression({ maxBytes: 100 }).receive!(sent)).rejects.toMatchObject({ code: 'not_readable' });
});

async function leave(data: unknown, middlewares: readonly Middleware[]): Promise<Incoming> {
  const outgoing = { ...encodeBody(data, 'q'), contentEncoding: undefined, headers: {}, messageId: 'm-1' } as unknown as Outgoing;
  for (const one of middlewares) await one.publish!(outgoing, async () => undefined);
  return { ...outgoing } as unknown as Incoming;
}

function arriving(data: unknown): Incoming {
  return { ...encodeBody(data, 'q'), contentEncoding: undefined } as unknown as Incoming;
}
