import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connect, defineQueue, fixed, RetryAfter, type Message } from '@howdah/sdk';
import { Listener } from './support/listener.js';
import { Collected } from './support/signal.js';
import { sdkSuite } from './support/suite.js';

const listener = new Listener();
const errors: unknown[] = [];

beforeAll(() => listener.start());
afterAll(() => listener.stop());

describe('over AMQP', () => {
  sdkSuite(() => ({ errors, connect: () => connect(listener.url, { onError: (error) => errors.push(error) }) }));
});

test('a delay and RetryAfter are kept by the broker', async () => {
  await using client = await connect(listener.url);
  const queue = defineQueue('later', { retry: fixed({ attempts: 2, delay: '1h' }) });
  const seen = new Collected<Message>();
  client.consume(queue, (message) => {
    seen.add(message);
    if (message.attempt === 1) throw new RetryAfter('30ms');
  });
  const before = Date.now();
  await client.publish(queue, 1, { delay: '30ms' });
  expect((await seen.atLeast(2))[1]).toMatchObject({ attempt: 2 });
  expect(Date.now() - before).toBeGreaterThanOrEqual(55);
});

test('the broker keeps the error of an attempt', async () => {
  await using client = await connect(listener.url, { onError: () => undefined });
  const queue = defineQueue('kept', { retry: fixed({ attempts: 2, delay: '1h' }) });
  const settled = new Collected<unknown>();
  client.consume(queue, () => {
    setImmediate(settled.add, null);
    throw new TypeError('odd total', { cause: new Error('of the cause') });
  });
  await client.publish(queue, 1);
  await settled.atLeast(1);
  const session = await listener.broker.access.login({ user: 'guest', password: 'guest', loopback: true });
  const { messages } = listener.broker;
  await expect.poll(() => messages.peek(session, '/', 'kept', { limit: 1, after: 0, state: 'delayed' })).toHaveLength(1);
  const [message] = await messages.peek(session, '/', 'kept', { limit: 1, after: 0 });
  const [record] = await messages.listAttempts(session, '/', 'kept', message!.message.id!);
  expect(record).toMatchObject({ error: { name: 'TypeError', message: 'odd total' } });
  expect(record!.error!.stack).toContain('Caused by: Error: of the cause');
});

test.each([
  ['nonsense', 'invalid_url'],
  ['http://127.0.0.1', 'invalid_url'],
])('%s is no address', async (address, code) => {
  await expect(connect(address)).rejects.toMatchObject({ code });
});

test('wrong credentials and an unknown virtual host are told at once', async () => {
  await expect(connect(listener.url.replace('guest:guest', 'guest:wrong'))).rejects.toMatchObject({ code: 'login_refused' });
  await expect(connect(`${listener.url}/nowhere`)).rejects.toMatchObject({ code: 'vhost_not_found' });
});

test('a broker that does not answer is unreachable after the limit', async () => {
  await expect(connect('amqp://127.0.0.1:1', { connectTimeout: '200ms' })).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('127.0.0.1:1') as string,
  });
});

test('of several addresses one that serves is enough', async () => {
  await using client = await connect(['amqp://127.0.0.1:1', listener.url]);
  expect(client.isConnected).toBe(true);
});

test('a worker leaves nothing behind with each connection that it has lost', async () => {
  const warnings: string[] = [];
  const note = ({ name }: Error): void => void warnings.push(name);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const own = await new Listener().start();
  onTestFinished(() => own.stop());
  await using client = await connect(own.url, { onError: () => undefined, maxBackoff: '10ms' });
  const queue = defineQueue<number>('steady');
  const seen = new Collected<number>();
  client.consume(queue, ({ data }) => seen.add(data));
  // Node warns of the eleventh listener.
  for (let round = 1; round <= 12; round++) {
    await client.publish(queue, round);
    await seen.atLeast(round);
    await own.restart();
  }
  expect(warnings).toEqual([]);
});

test('24 consumers survive restarts of the broker, and nothing confirmed is lost', async () => {
  const restarts = Number(process.env['HOWDAH_SDK_RESTARTS'] ?? 3);
  const own = await new Listener().start();
  onTestFinished(() => own.stop());
  await using client = await connect(own.url, { onError: () => undefined, maxBackoff: '200ms' });
  const queue = defineQueue<number>('survivors');
  const seen = new Set<number>();
  let expected = 0;
  const complete = new Collected<number>();
  const consumer = ({ data }: Message<number>): void => {
    seen.add(data);
    if (seen.size === expected) complete.add(expected);
  };
  const workers = Array.from({ length: 24 }, () => client.consume(queue, consumer));
  await Promise.all(workers.map((worker) => worker.ready()));
  for (let round = 1; round <= restarts; round++) {
    expected = round * 48;
    const publishing = Array.from({ length: 48 }, (_, i) => client.publish(queue, (round - 1) * 48 + i));
    await own.restart();
    await Promise.all(publishing);
    await complete.atLeast(round);
  }
  await expect.poll(() => workers.filter((worker) => worker.health().state === 'running').length, { timeout: 20_000 }).toBe(24);
  expect(workers.every((worker) => worker.health().healthy)).toBe(true);
});
