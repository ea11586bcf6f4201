import { createDatabase } from '@howdah/testing';
import type { ChannelModel } from 'amqplib';
import { describe, expect, test } from 'vitest';
import { connect, openChannel, poll } from './amqp.js';
import { startBroker, type Broker } from './broker.js';

/** A change of access is announced, and looked for every 5 s. */
const seenMsMax = 10_000;

async function startTwo(): Promise<readonly [Broker, Broker]> {
  const variables = { HOWDAH_DATABASE_URL: (await createDatabase()).url, HOWDAH_LOG_LEVEL: 'error' };
  return Promise.all([startBroker(variables), startBroker(variables)]);
}

async function ask({ url }: Broker, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}/v1/${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}`,
      ...(body === undefined ? { 'x-reason': 'moving house' } : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text === '' ? undefined : JSON.parse(text);
}

/** What the broker said last. */
const lastWord = (connection: ChannelModel): Promise<Error> => new Promise((resolve) => connection.once('close', resolve));

describe('through one of two brokers', () => {
  test('the connections to the other are listed and closed', async () => {
    const [one, other] = await startTwo();
    const gone = lastWord(await connect(one));
    const { items } = (await ask(other, 'GET', 'connections')) as { items: { id: string }[] };
    expect(items).toMatchObject([
      { vhost: '/', user: 'guest', details: { protocol: 'AMQP 0-9-1', clientProperties: { product: 'amqplib' } } },
    ]);
    await ask(other, 'DELETE', `connections/${items[0]!.id}`);
    expect(await gone).toMatchObject({
      code: 320,
      message: expect.stringContaining('CONNECTION_FORCED - moving house') as string,
    });
  });

  test('the connections to both are limited', async () => {
    const [one, other] = await startTwo();
    await connect(one);
    await ask(other, 'PUT', 'vhosts/%2F/limits', { maxConnections: 2, maxQueues: null });
    await connect(other);
    for (const broker of [one, other]) await expect(connect(broker)).rejects.toThrow('ConnectionClose');
  });

  test('a topic permission reaches a channel of the other that is open', async () => {
    const [one, other] = await startTwo();
    const channel = await openChannel(one);
    const refused = new Promise<Error>((resolve) => channel.once('error', resolve));
    channel.publish('amq.topic', 'stock.low', Buffer.from('allowed'));
    await channel.checkExchange('amq.topic');
    await ask(other, 'PUT', 'topic-permissions/guest/amq.topic', { write: '^order\\.', read: '.*' });
    // The announcement may take a moment: published until it is refused.
    const error = await poll(seenMsMax, async () => {
      channel.publish('amq.topic', 'stock.low', Buffer.from('refused'));
      return channel.checkExchange('amq.topic').then(
        () => undefined,
        () => refused,
      );
    });
    expect(error.message).toContain(
      "write access to topic 'stock.low' in exchange 'amq.topic' in vhost '/' refused for user 'guest'",
    );
  });
});
