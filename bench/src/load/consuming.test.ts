import { expect, test } from 'vitest';
import { now } from './clock.js';
import { Consuming } from './consuming.js';
import { writeStamp } from './stamp.js';

test('messages that come for the first time are counted, in whatever order', async () => {
  const consuming = consumer();
  for (const sequence of [40, 0, 70_000]) consuming.receive(0, body(sequence), false);
  consuming.receive(0, body(0, 1), false);
  await consuming.expect(4, 1_000);
  expect(consuming.read()).toMatchObject({ total: 4, duplicates: 0, redelivered: 0 });
});

test('a message that comes twice is a duplicate, unless it is marked as redelivered', () => {
  const consuming = consumer();
  consuming.receive(0, body(1), false);
  consuming.receive(0, body(1), true);
  expect(consuming.read()).toMatchObject({ total: 1, duplicates: 0, redelivered: 1 });
  consuming.receive(0, body(1), false);
  expect(consuming.read()).toMatchObject({ total: 1, duplicates: 1, redelivered: 1 });
});

test('each queue has a copy of its own', () => {
  const consuming = consumer(true);
  consuming.receive(0, body(1), false);
  consuming.receive(1, body(1), false);
  expect(consuming.read()).toMatchObject({ total: 2, duplicates: 0 });
});

test('a message that does not come is missed', async () => {
  const consuming = consumer();
  consuming.receive(0, body(1), false);
  await expect(consuming.expect(2, 10)).rejects.toThrow('2 messages were confirmed, 1 came');
});

test('the latency is counted from the time when a message should have been sent', () => {
  const consuming = consumer();
  consuming.receive(0, body(1, 0, now() - 250), false);
  expect(consuming.read().latency.p50).toBeGreaterThanOrEqual(250);
});

function consumer(copies = false): Consuming {
  const target = { api: 'amqp', url: '', packages: '' } as const;
  return new Consuming({
    ...target,
    role: 'consume',
    connections: 1,
    queues: ['a', 'b'],
    consumersPerQueue: 1,
    prefetch: 1,
    copies,
  });
}

function body(sequence: number, publisher = 0, intendedAt = now()): Buffer {
  const bytes = Buffer.alloc(100);
  writeStamp(bytes, { publisher, sequence, intendedAt });
  return bytes;
}
