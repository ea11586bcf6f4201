import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deadLettersOf, defineQueue, exponential } from '@howdah/sdk';
import { createTestBroker, type TestBroker } from '@howdah/sdk/testing';
import { sdkSuite } from './support/suite.js';

let shared: TestBroker;

beforeAll(async () => {
  shared = await createTestBroker();
});
afterAll(() => shared.close());

describe('in process', () => {
  sdkSuite(() => ({ errors: shared.errors, connect: () => shared.connect() }));
});

test('five minutes pass at once', async () => {
  await using broker = await createTestBroker();
  const client = broker.connect();
  const queue = defineQueue<string>('reminders');
  await client.publish(queue, 'now', { delay: '5m' });
  client.consume(queue, () => undefined);
  await broker.advance('4m');
  expect(await broker.count(queue)).toMatchObject({ delayed: 1 });
  await broker.advance('1m');
  expect(await broker.waitFor(queue, ({ data }) => data === 'now')).toMatchObject({ attempt: 1 });
});

test('failNext fails a handling, and the backoff of the queue passes', async () => {
  await using broker = await createTestBroker();
  const client = broker.connect();
  const queue = defineQueue<number>('flaky', { retry: exponential({ attempts: 3, base: '1m', jitter: 0 }) });
  const worker = client.consume(queue, () => undefined);
  await worker.ready();
  broker.failNext(queue, new Error('first'));
  broker.failNext(queue, new Error('second'));
  await client.publish(queue, 1);
  await expect.poll(() => broker.count(queue)).toMatchObject({ delayed: 1 });
  await broker.advance('1m');
  await expect.poll(() => broker.errors).toHaveLength(2);
  await broker.advance('2m');
  expect(await broker.waitFor(queue)).toMatchObject({ attempt: 3 });
});

test('a dead letter tells the error that it died of', async () => {
  await using broker = await createTestBroker();
  const client = broker.connect();
  const queue = defineQueue<number>('doomed', { retry: exponential({ attempts: 1, base: 0 }) });
  client.consume(queue, () => {
    throw new RangeError('too much');
  });
  await client.publish(queue, 1);
  const dead = deadLettersOf(queue);
  await expect.poll(() => broker.peek(dead)).toHaveLength(1);
  expect(await broker.peek(dead)).toMatchObject([{ deathReasons: ['delivery_limit'], error: { name: 'RangeError' } }]);
});

test('waitFor tells what it has not seen', async () => {
  await using broker = await createTestBroker();
  await expect(broker.waitFor(defineQueue('silent'), undefined, { timeout: '10ms' })).rejects.toMatchObject({
    code: 'request_timeout',
  });
});

test('a transaction publishes and acknowledges when it commits, and not at all when it fails', async () => {
  await using broker = await createTestBroker();
  const client = broker.connect();
  const orders = defineQueue<number>('orders');
  const invoices = defineQueue<number>('invoices');
  client.consume(invoices, () => undefined);
  const worker = client.consume(
    orders,
    (message) =>
      broker.transaction(async (tx) => {
        await client.publish(invoices, message.data, { tx });
        await message.ack({ tx });
        if (message.attempt === 1) throw new Error('first attempt fails');
      }),
    { transactional: true },
  );
  await client.publish(orders, 7);
  await expect.poll(() => broker.count(orders)).toMatchObject({ delayed: 1 });
  expect(await broker.count(invoices)).toMatchObject({ ready: 0, inFlight: 0 });
  await broker.advance('1m');
  expect(await broker.waitFor(invoices)).toMatchObject({ data: 7 });
  await worker.close();
  expect(await broker.count(orders)).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
});

test('an inbox says once that effects are to happen, and again when they were rolled back', async () => {
  await using broker = await createTestBroker();
  const client = broker.connect();
  const orders = defineQueue<number>('orders');
  const answers: boolean[] = [];
  client.consume(orders, (message) =>
    broker.transaction(async (tx) => {
      answers.push(await message.inbox({ tx }));
      if (answers.length === 1) throw new Error('rolled back');
    }),
  );
  await client.publish(orders, 1, { idempotencyKey: 'k' });
  await expect.poll(() => broker.count(orders)).toMatchObject({ delayed: 1 });
  await broker.advance('1m');
  await expect.poll(() => answers).toEqual([true, true]);
  await client.publish(orders, 1, { idempotencyKey: 'k' });
  await expect.poll(() => answers).toEqual([true, true, false]);
});

test('a queue that is missing, and a delivery without a token, are told inside the transaction', async () => {
  await using broker = await createTestBroker();
  const client = broker.connect();
  const missing = defineQueue<number>('missing', { declare: false });
  await expect(broker.transaction((tx) => client.publish(missing, 1, { tx }))).rejects.toMatchObject({ code: 'queue_not_found' });
  const orders = defineQueue<number>('orders');
  const seen: unknown[] = [];
  client.consume(orders, (message) =>
    broker.transaction((tx) => message.ack({ tx })).catch((error: unknown) => void seen.push(error)),
  );
  await client.publish(orders, 1);
  await expect.poll(() => seen).toMatchObject([{ code: 'unsupported' }]);
});
