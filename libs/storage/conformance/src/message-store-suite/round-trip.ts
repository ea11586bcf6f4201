import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Properties, type Death, type Message } from '@howdah/core';
import { claim, claimOne, publish } from './actions.js';
import { benchForEachTest, type BenchSetup } from './bench.js';
import { aMessage, insert, placement } from './builders.js';

/** Of at most 240 bytes: shorter than the 255 of a short string on the wire. */
const name = fc.string({ unit: 'binary', maxLength: 60 });
const instant = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });

const death: fc.Arbitrary<Death> = fc.record(
  {
    queue: name,
    reason: fc.constantFrom('rejected', 'expired', 'maxlen', 'delivery_limit', 'age_limit'),
    count: fc.integer({ min: 1, max: 1_000_000 }),
    time: instant,
    exchange: name,
    routingKeys: fc.array(name, { maxLength: 3 }),
    originalExpiration: fc.nat().map(String),
    error: fc.record({ name, message: name, stack: name }, { requiredKeys: ['name', 'message'], noNullPrototype: true }),
  },
  { requiredKeys: ['queue', 'reason', 'count', 'time', 'exchange', 'routingKeys'], noNullPrototype: true },
);

const message: fc.Arbitrary<Message> = fc.record(
  {
    exchange: name,
    routingKey: name,
    properties: fc
      .record(
        {
          contentType: name,
          deliveryMode: fc.constantFrom(1, 2),
          priority: fc.integer({ min: 0, max: 255 }),
          correlationId: name,
        },
        { requiredKeys: [] },
      )
      .map((fields) => Properties.from(fields)),
    body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    publishedAt: instant,
    deaths: fc.array(death, { maxLength: 3 }),
    id: fc.option(fc.integer({ min: 1, max: 2 ** 53 - 1 }), { nil: undefined }),
    hiddenRoutingKeys: fc.array(name, { minLength: 1, maxLength: 3 }),
  },
  {
    requiredKeys: ['exchange', 'routingKey', 'properties', 'body', 'publishedAt', 'deaths', 'id'],
    noNullPrototype: true,
  },
);

export function roundTrip(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);

  test('gives every part of a message back as it was, claimed and peeked', async () => {
    const { store } = await bench().openStore();
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 10 }), fc.boolean(), async (messages, durable) => {
        const queueId = bench().nextQueueId();
        const placements = [placement(queueId)];
        const seqs = await publish(
          store,
          messages.map((each) => ({ message: each, durable, placements })),
        );
        const stored = messages.map((each, index) => ({ ...each, id: each.id ?? seqs[index] }));
        const peeked = await store.peekMessages(queueId, { limit: 100, after: 0 });
        expect(peeked.map((each) => plain(each.message))).toEqual(stored.map(plain));
        expect((await claim(store, queueId)).map((each) => plain(each.message))).toEqual(stored.map(plain));
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ['empty', Buffer.alloc(0)],
    ['of every byte value', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ['of 1 MiB', Buffer.from(Array.from({ length: 1 << 20 }, (_, index) => (index * 31) & 0xff))],
  ])('carries a body %s', async (_name, body) => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(store, [insert(queueId, body), insert(queueId, 'behind')]);
    expect(body.equals((await claimOne(store, queueId)).message.body)).toBe(true);
    expect((await claimOne(store, queueId)).body).toBe('behind');
  });

  test('identifies a message by its first seq, and keeps an identity that it brought', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const [seq] = await publish(store, [insert(queueId, 'new'), insert(queueId, 'old', { message: { id: 12 } })]);
    expect((await claim(store, queueId)).map((each) => each.message.id)).toEqual([seq, 12]);
  });

  test('hands the same message over from memory', async () => {
    const reserved: Message[] = [];
    const { store } = await bench().openStore({
      reserve: (_queueId, count) => count,
      // The message object that was handed in may be handed over: it need not know its id yet.
      deliver: (run) => reserved.push(...run.messages.map(({ seq, message }) => ({ ...message, id: message.id ?? seq }))),
    });
    const given = aMessage({ body: Buffer.from([0, 128, 255]), properties: Properties.from({ contentType: 'image/png' }) });
    const [seq] = await publish(store, [{ message: given, durable: true, placements: [placement(bench().nextQueueId())] }]);
    await store.flush();
    expect(reserved.map(plain)).toEqual([plain({ ...given, id: seq })]);
  });
}

/** With the bytes of the properties and body for comparison. */
function plain({ properties, body, ...rest }: Message): unknown {
  return { ...rest, properties: properties.encoded.toString('hex'), body: body.toString('hex') };
}
