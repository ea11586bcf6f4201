import { expect, it } from 'vitest';
import type { MethodName } from '../src/spec/methods.js';
import { AmqpBench } from './support/amqp-bench.js';
import { HeldMessageStore } from './support/held-message-store.js';
import type { TestChannel } from './support/test-channel.js';

const goodbye = { replyCode: 200, replyText: 'bye', classId: 0, methodId: 0 };

const cases: readonly (readonly [string, (channel: TestChannel) => void, number, MethodName])[] = [
  ['the client closes the channel', (channel) => channel.send('channel.close', goodbye), 1, 'channel.close-ok'],
  ['the client closes the connection', ({ client }) => client.send(0, 'connection.close', goodbye), 0, 'connection.close-ok'],
  ['the channel is closed for an error', (channel) => channel.ack(99), 1, 'channel.close'],
  ['the connection is closed for an error', (channel) => channel.send('channel.open', {}), 0, 'connection.close'],
];

it.each(cases)('when %s, what it held is back in its queue before a word is said', async (_, end, number, word) => {
  let store: HeldMessageStore | null = null;
  const bench = await AmqpBench.start({}, { messageStore: (database) => (store = new HeldMessageStore(database)) });
  const [channel, other] = [await bench.channel(), await bench.channel()];
  await other.queue('q');
  await other.fill('q', 'one', 'two');
  await channel.consume('q', { tag: 'T' });
  await channel.delivery();
  await channel.get('q');
  store!.hold();
  end(channel);
  for (let round = 0; round < 20; round++) await other.settled();
  expect(channel.client.count(number, word)).toBe(0);
  store!.release();
  await channel.client.take(number, word);
  expect(await other.ready('q')).toBe(2);
});

it('when the client ends its direction, what it held is back in its queue before the broker ends its own', async () => {
  let store: HeldMessageStore | null = null;
  const bench = await AmqpBench.start({}, { messageStore: (database) => (store = new HeldMessageStore(database)) });
  const [channel, other] = [await bench.channel(), await bench.channel()];
  await other.queue('q');
  await other.fill('q', 'one');
  await channel.get('q');
  store!.hold();
  channel.client.socket.end();
  for (let round = 0; round < 20; round++) await other.settled();
  expect(channel.client.isClosed).toBe(false);
  store!.release();
  await channel.client.closed();
  expect(await other.ready('q')).toBe(1);
});
