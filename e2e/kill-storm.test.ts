import { createDatabase } from '@howdah/testing';
import type { Channel, ChannelModel, ConfirmChannel, ConsumeMessage } from 'amqplib';
import { expect, test } from 'vitest';
import { closed, connect, poll, quiet } from './amqp.js';
import { startBroker, type Broker } from './broker.js';

const rounds = Number(process.env['HOWDAH_KILL_ROUNDS'] ?? 3);
const connectionCount = 3;
const channelsPerConnection = 3;
/** Messages that a channel publishes ahead of its confirms. */
const window = 100;
/** Nobody consumes from the one while the storm blows; the other is consumed all the time. */
const queues = ['kept', 'worked'] as const;
/** ms for one round, with the start of a broker. */
const roundMsMax = 90_000;

test(
  'what was confirmed before the broker was killed is delivered after its restart, and twice only with a warning',
  async () => {
    const variables = { HOWDAH_DATABASE_URL: (await createDatabase()).url, HOWDAH_LOG_LEVEL: 'error' };
    let broker = await startBroker(variables);
    for (let round = 1; round <= rounds; round++) {
      const storm = await blow(broker, round);
      broker = await startBroker(variables);
      const after = await recover(broker, storm);
      const { confirmed, unconfirmed, worked } = storm;
      console.log(
        `round ${round} of ${rounds}: ${confirmed.size} confirmed, ${unconfirmed.length} not and published again; ` +
          `${worked.length} delivered before the kill, ${after.kept.length} + ${after.worked.length} after it`,
      );
      expectAll(storm, after.kept);
      expectAll(storm, [...worked, ...after.worked]);
      expectWarned(after.kept);
      expectWarned([...worked, ...after.worked]);
    }
  },
  roundMsMax * rounds,
);

/** What clients knew of a storm when the broker had gone. */
interface Storm {
  readonly confirmed: ReadonlySet<string>;
  /** Nobody knows what became of them. */
  readonly unconfirmed: readonly string[];
  /** Deliveries from the queue that was consumed; every other one was acknowledged. */
  readonly worked: readonly Seen[];
}

interface Seen {
  readonly id: string;
  readonly redelivered: boolean;
  /** Its publisher said that it may be there already. */
  readonly republished: boolean;
}

/** Publishes on many channels, kills the broker at a random moment while confirms flow, and tells what was known then. */
async function blow(broker: Broker, round: number): Promise<Storm> {
  const connections = await Promise.all(Array.from({ length: connectionCount }, () => connect(broker)));
  const gone = connections.map(closed);
  const consumer = await connect(broker);
  const consumerGone = closed(consumer);
  await declare(await consumer.createChannel());
  const worked = await work(consumer);

  const confirmed = new Set<string>();
  const unconfirmed = new Set<string>();
  const killAt = Math.floor(500 + Math.random() * 5_000);
  const onConfirm = (id: string) => {
    unconfirmed.delete(id);
    confirmed.add(id);
    // Some time within the next commits, not always at the same place of one.
    if (confirmed.size === killAt) setTimeout(() => broker.signal('SIGKILL'), Math.random() * 30);
  };
  const channels = await openConfirmChannels(connections);
  channels.forEach((channel, index) => publishForever(channel, `${round}.${index}`, unconfirmed, onConfirm));

  await Promise.all([...gone, consumerGone]);
  expect(await broker.exited).toBe('SIGKILL');
  return { confirmed, unconfirmed: [...unconfirmed], worked };
}

async function declare(channel: Channel): Promise<void> {
  await channel.assertExchange('storm', 'fanout', { durable: true });
  for (const queue of queues) {
    await channel.assertQueue(queue, { durable: true });
    await channel.bindQueue(queue, 'storm', '');
  }
}

async function openConfirmChannels(connections: readonly ChannelModel[]): Promise<ConfirmChannel[]> {
  const wanted = connections.flatMap((connection) => Array.from({ length: channelsPerConnection }, () => connection));
  return Promise.all(wanted.map(async (connection) => quiet(await connection.createConfirmChannel())));
}

/** Keeps `window` messages unconfirmed until the channel is gone. */
function publishForever(channel: ConfirmChannel, name: string, unconfirmed: Set<string>, onConfirm: (id: string) => void): void {
  let sequence = 0;
  const next = () => {
    const id = `${name}.${sequence++}`;
    unconfirmed.add(id);
    channel.publish('storm', '', body(id), { persistent: true, messageId: id }, (error) => {
      if (error !== null) return; // the channel is gone: it stays unconfirmed
      onConfirm(id);
      next();
    });
  };
  for (let i = 0; i < window; i++) next();
}

/** Some of a few bytes, some of several kilobytes. */
function body(id: string): Buffer {
  return Buffer.from(`${id} `.padEnd(Math.random() < 0.1 ? 4_000 : 20, 'x'));
}

/** Consumes and acknowledges every other message; the rest is in the consumer's hands when the broker goes. */
async function work(connection: ChannelModel): Promise<readonly Seen[]> {
  const channel = quiet(await connection.createChannel());
  const worked: Seen[] = [];
  await channel.consume('worked', (message) => {
    worked.push(toSeen(message!));
    if (worked.length % 2 === 0) channel.ack(message!);
  });
  return worked;
}

/** Publishes again what was not confirmed, as a careful publisher does, and consumes until nothing is left anywhere. */
async function recover(broker: Broker, { unconfirmed }: Storm): Promise<Record<(typeof queues)[number], readonly Seen[]>> {
  const connection = await connect(broker);
  const publisher = await connection.createConfirmChannel();
  for (const id of unconfirmed) {
    publisher.publish('storm', '', body(id), { persistent: true, messageId: id, headers: { republished: true } });
  }
  await publisher.waitForConfirms();
  const [kept, worked] = [await drain(connection, 'kept'), await drain(connection, 'worked')];
  await poll(roundMsMax, async () => ((await isEmpty(broker)) ? true : undefined));
  await connection.close();
  return { kept, worked };
}

async function drain(connection: ChannelModel, queue: string): Promise<readonly Seen[]> {
  const channel = await connection.createChannel();
  await channel.prefetch(500);
  const seen: Seen[] = [];
  await channel.consume(queue, (message) => {
    seen.push(toSeen(message!));
    channel.ack(message!);
  });
  return seen;
}

/** Nothing waits and nothing is in anybody's hands, those of the killed broker included. */
async function isEmpty({ url }: Broker): Promise<boolean> {
  const counts = await Promise.all(
    queues.map(async (queue) => {
      const response = await fetch(`${url}/v1/queues/${queue}/statistics`, {
        headers: { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}` },
      });
      expect(response.status).toBe(200);
      return (await response.json()) as { ready: number; unacked: number };
    }),
  );
  return counts.every(({ ready, unacked }) => ready === 0 && unacked === 0);
}

function toSeen({ fields, properties, content }: ConsumeMessage): Seen {
  const id = properties.messageId as string;
  expect(content.toString()).toMatch(new RegExp(`^${id} x*$`));
  return { id, redelivered: fields.redelivered, republished: properties.headers?.['republished'] === true };
}

function expectAll({ confirmed, unconfirmed }: Storm, seen: readonly Seen[]): void {
  const ids = new Set(seen.map(({ id }) => id));
  expect([...confirmed].filter((id) => !ids.has(id))).toEqual([]);
  const published = new Set([...confirmed, ...unconfirmed]);
  expect([...ids].filter((id) => !published.has(id))).toEqual([]);
}

/** Whoever gets a message for the second time is told that this may be so. */
function expectWarned(seen: readonly Seen[]): void {
  const known = new Set<string>();
  const unwarned = seen.filter(({ id, redelivered, republished }) => {
    const again = known.has(id);
    known.add(id);
    return again && !redelivered && !republished;
  });
  expect(unwarned).toEqual([]);
}
