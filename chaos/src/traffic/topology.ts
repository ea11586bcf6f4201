import type { Channel } from 'amqplib';

/** Every message goes to all queues. */
export const exchange = 'chaos';

export interface ChaosQueue {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Long enough for every round, and short enough that a broker whose clock is hours ahead would end it. */
const ttlMs = 30 * 60_000;

/** Consumers on all brokers that acknowledge at once. */
export const shared: ChaosQueue = { name: 'shared', arguments: {} };
/** Consumers on all brokers that keep what they get for some time. */
export const held: ChaosQueue = { name: 'held', arguments: {} };
/** One consumer after the other: who publishes is seen in order. */
export const ordered: ChaosQueue = { name: 'ordered', arguments: { 'x-single-active-consumer': true } };
/** Received and settled over HTTP, where the answer says that it is stored. */
export const polled: ChaosQueue = { name: 'polled', arguments: { 'x-message-ttl': ttlMs } };

export const queues: readonly ChaosQueue[] = [shared, held, ordered, polled];

export async function declare(channel: Channel): Promise<void> {
  await channel.assertExchange(exchange, 'fanout', { durable: true });
  for (const { name, arguments: queueArguments } of queues) {
    await channel.assertQueue(name, { durable: true, arguments: queueArguments });
    await channel.bindQueue(name, exchange, '');
  }
}
