import { createDatabase } from '@howdah/testing';
import type { Channel, ConsumeMessage } from 'amqplib';
import { describe, expect, test } from 'vitest';
import { closed, connect, createInbox, openChannel, poll, quiet, type Inbox } from './amqp.js';
import { startBroker, type Broker } from './broker.js';

/** What a dead broker held is with others by then. */
const takeOverMsMax = 10_000;
/** What depends on its connections is swept up 2 s later at the latest. */
const sweptMsMax = takeOverMsMax + 5_000;

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
    const killedAt = performance.now();
    const received = await inbox.until(all(10));
    expect(performance.now() - killedAt).toBeLessThan(takeOverMsMax);
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
      await poll(sweptMsMax, async () => ((await readyOf(other, queue)) === null ? true : undefined));
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

describe('when a broker is paused until its leases are lost', () => {
  test('it cannot settle what it held, nor hand it out again, when it goes on', async () => {
    const [paused, other] = await startTwo();
    const holding = await connect(paused);
    const holder = quiet(await holding.createConfirmChannel());
    await holder.assertQueue('work', { durable: true });
    const held = await consume(holder, 'work');
    for (const text of upTo(10)) holder.sendToQueue('work', Buffer.from(text), { persistent: true });
    await holder.waitForConfirms();
    await held.until(all(10));

    const taking = await openChannel(other);
    const taken = await consume(taking, 'work');
    paused.signal('SIGSTOP');
    await taken.until(all(10));
    const gone = closed(holding);
    for (const message of held.received) holder.ack(message);
    paused.signal('SIGCONT');
    await gone;

    // Not one acknowledgment of the holder counted: all of them come back once more.
    await taking.close();
    const last = await openChannel(other);
    const again = await consume(last, 'work', (message) => last.ack(message));
    expect(textsOf(await again.until(all(10)))).toEqual(upTo(10));
    expect(again.received.every(({ fields }) => fields.redelivered)).toBe(true);
    await poll(sweptMsMax, async () => ((await unsettled(other, 'work')) === 0 ? true : undefined));
    expect(held.received.length).toBe(10);
  });
});

/** Messages in any state. */
async function unsettled({ url }: Broker, queue: string): Promise<number> {
  const headers = { authorization: `Basic ${btoa('guest:guest')}` };
  const response = await fetch(`${url}/v1/queues/${queue}/statistics`, { headers });
  const { ready, unacked, delayed } = (await response.json()) as { ready: number; unacked: number; delayed: number };
  return ready + unacked + delayed;
}
