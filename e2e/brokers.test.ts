import { createDatabase } from '@howdah/testing';
import type { Channel, ConsumeMessage } from 'amqplib';
import { beforeAll, describe, expect, test } from 'vitest';
import { closed, connect, createInbox, openChannel, poll, quiet, type Inbox } from './amqp.js';
import { startBroker, type Broker } from './broker.js';
import { buildPrograms } from './build.js';

/** A lease lapses 10 s after its broker was last heard of, and is looked for every 2 s. */
const takeOverMsMax = 20_000;

beforeAll(buildPrograms, 180_000);

async function startTwo(): Promise<readonly [Broker, Broker]> {
  const variables = { HOWDAH_DATABASE_URL: (await createDatabase()).url, HOWDAH_LOG_LEVEL: 'error' };
  return Promise.all([startBroker(variables), startBroker(variables)]);
}

async function consume(channel: Channel, queue: string, onMessage?: (message: ConsumeMessage) => void): Promise<Inbox> {
  const inbox = createInbox(onMessage);
  await channel.consume(queue, inbox.receive);
  return inbox;
}

const textsOf = (messages: readonly ConsumeMessage[]): string[] => messages.map(({ content }) => content.toString());
const upTo = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));
const all =
  (count: number) =>
  (received: readonly ConsumeMessage[]): readonly ConsumeMessage[] | undefined =>
    received.length >= count ? received : undefined;

/** Null when there is no such queue. */
async function readyOf(broker: Broker, queue: string): Promise<number | null> {
  const channel = await openChannel(broker);
  return channel.checkQueue(queue).then(
    ({ messageCount }) => messageCount,
    () => null,
  );
}

describe('two brokers on one database', () => {
  test('what is declared on the one is used on the other', async () => {
    const [one, other] = await startTwo();
    const declaring = await openChannel(one);
    await declaring.assertExchange('orders', 'topic');
    await declaring.assertQueue('new', { durable: true });
    await declaring.bindQueue('new', 'orders', 'order.*');

    const publishing = await (await connect(other)).createConfirmChannel();
    const inbox = await consume(await openChannel(one), 'new');
    for (const text of upTo(100)) publishing.publish('orders', 'order.created', Buffer.from(text));
    await publishing.waitForConfirms();
    expect(textsOf(await inbox.until(all(100)))).toEqual(upTo(100));
  });

  test('consumers of both share a queue, and nobody gets what another got', async () => {
    const [one, other] = await startTwo();
    const publishing = await (await connect(one)).createConfirmChannel();
    await publishing.assertQueue('shared', { durable: true });
    const channels = await Promise.all([openChannel(one), openChannel(other)]);
    await Promise.all(channels.map((channel) => channel.prefetch(10)));
    const together = createInbox();
    const inboxes = await Promise.all(
      channels.map((channel) =>
        consume(channel, 'shared', (message) => {
          together.receive(message);
          channel.ack(message);
        }),
      ),
    );
    for (const text of upTo(2_000)) publishing.sendToQueue('shared', Buffer.from(text), { persistent: true });
    await publishing.waitForConfirms();
    const received = textsOf(await together.until(all(2_000)));
    expect(received.map(Number).sort((a, b) => a - b)).toEqual(upTo(2_000).map(Number));
    for (const inbox of inboxes) expect(inbox.received.length).toBeGreaterThan(0);
  });

  test('an exclusive queue is locked on both', async () => {
    const [one, other] = await startTwo();
    await (await openChannel(one)).assertQueue('mine', { exclusive: true });
    const error = await (await openChannel(other)).checkQueue('mine').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 405 });
  });

  test('an answer finds its way to a client of the other broker', async () => {
    const [one, other] = await startTwo();
    const serving = await openChannel(other);
    await serving.assertQueue('questions');
    await consume(serving, 'questions', ({ content, properties }) => {
      serving.sendToQueue(properties.replyTo as string, Buffer.from(`${content.toString()}!`), {
        correlationId: properties.correlationId as string,
      });
    });
    const asking = await openChannel(one);
    const answers = createInbox();
    await asking.consume('amq.rabbitmq.reply-to', answers.receive, { noAck: true });
    asking.sendToQueue('questions', Buffer.from('ready'), { replyTo: 'amq.rabbitmq.reply-to', correlationId: '7' });
    const [answer] = await answers.until(all(1));
    expect(answer!.content.toString()).toBe('ready!');
    expect(answer!.properties.correlationId).toBe('7');
  });
});

describe('when a broker is killed', () => {
  test('another delivers what its clients held, and says so', async () => {
    const [one, other] = await startTwo();
    const dying = await (await connect(one)).createConfirmChannel();
    await dying.assertQueue('work', { durable: true });
    const held = await consume(quiet(dying), 'work');
    for (const text of upTo(10)) dying.sendToQueue('work', Buffer.from(text), { persistent: true });
    await dying.waitForConfirms();
    await held.until(all(10));

    const inbox = await consume(await openChannel(other), 'work');
    one.signal('SIGKILL');
    const received = await inbox.until(all(10));
    expect(textsOf(received)).toEqual(upTo(10));
    expect(received.every(({ fields }) => fields.redelivered)).toBe(true);
  });

  test('the queues of its connections go with it, and others stay', async () => {
    const [one, other] = await startTwo();
    const connection = await connect(one);
    const dying = await connection.createChannel();
    await dying.assertQueue('exclusive', { exclusive: true });
    await dying.assertQueue('auto-delete', { autoDelete: true });
    await consume(quiet(dying), 'auto-delete');
    await dying.assertQueue('kept', { durable: true });
    const gone = closed(connection);
    one.signal('SIGKILL');
    await gone;
    for (const queue of ['exclusive', 'auto-delete'])
      await poll(takeOverMsMax, async () => ((await readyOf(other, queue)) === null ? true : undefined));
    expect(await readyOf(other, 'kept')).toBe(0);
    await (await openChannel(other)).assertQueue('exclusive', { exclusive: true });
  });

  test('the next single active consumer takes over on another broker', async () => {
    const [one, other] = await startTwo();
    const dying = await openChannel(one);
    await dying.assertQueue('ordered', { durable: true, arguments: { 'x-single-active-consumer': true } });
    const first = await consume(dying, 'ordered');
    const second = await consume(await openChannel(other), 'ordered');
    dying.sendToQueue('ordered', Buffer.from('0'), { persistent: true });
    await first.until(all(1));
    expect(second.received).toEqual([]);
    one.signal('SIGKILL');
    expect(textsOf(await second.until(all(1)))).toEqual(['0']);
  });
});
