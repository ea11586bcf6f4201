import type { ChannelModel, ConsumeMessage } from 'amqplib';
import type { Broker } from '../stage/broker.js';
import { anyAborted, keepConnected } from './amqp-session.js';
import type { ClientContext } from './client.js';

export interface ConsumerOptions {
  readonly queue: string;
  readonly prefetch: number;
  /** How long it keeps a message before it acknowledges it. */
  readonly holdMs: number;
}

/** Consumes with manual acknowledgment over one connection after the other. */
export function consumeOverAmqp(context: ClientContext, options: ConsumerOptions): Promise<void> {
  let channels = 0;
  return keepConnected(context, (connection, broker, ended) =>
    consume(connection, broker, ended, context, options, `${context.name}/${++channels}`),
  );
}

async function consume(
  connection: ChannelModel,
  { name: broker }: Broker,
  ended: AbortSignal,
  { history, stopped }: ClientContext,
  { queue, prefetch, holdMs }: ConsumerOptions,
  consumer: string,
): Promise<void> {
  const channel = await connection.createChannel();
  channel.on('error', () => undefined); // 'close' follows
  const closed = new Promise<void>((resolve) => channel.once('close', resolve));
  const acknowledge = (message: ConsumeMessage) => {
    try {
      if (!ended.aborted) channel.ack(message);
    } catch {
      // The channel has been closed: it comes again.
    }
  };
  await channel.prefetch(prefetch);
  await channel.consume(queue, (message) => {
    if (message === null) return;
    const { fields, properties } = message;
    history.add({
      type: 'delivered',
      id: properties.messageId as string,
      queue,
      consumer,
      broker,
      redelivered: fields.redelivered,
    });
    if (holdMs === 0) acknowledge(message);
    else setTimeout(acknowledge, holdMs, message);
  });
  await Promise.race([closed, anyAborted(stopped, ended)]);
  // Closing the channel sends what was acknowledged.
  await channel.close().catch(() => undefined);
}
