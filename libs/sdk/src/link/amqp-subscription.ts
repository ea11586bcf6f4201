import type { Channel } from 'rabbitmq-client';
import { toHowdahError } from './amqp-errors.js';
import { toIncoming, tokenHeader } from './amqp-message.js';
import type { SubscribeOptions, Subscription } from './link.js';

/** A consumer on a channel of its own, which it ends with. */
export async function subscribeOn(
  channel: Channel,
  queue: string,
  { prefetch, showsToken, onMessage, extended }: SubscribeOptions & { readonly extended: boolean },
): Promise<Subscription> {
  const ended = new Promise<unknown>((resolve) => {
    let reason: unknown;
    channel.on('error', (error: unknown) => (reason = toHowdahError(error, queue)));
    channel.once('close', () => resolve(reason));
    channel.once('basic.cancel', (_tag: string, error: unknown) => resolve(error));
  });
  await channel.basicQos({ prefetchCount: prefetch });
  const consumer = { queue, ...(showsToken && extended ? { arguments: { [tokenHeader]: true } } : {}) };
  const { consumerTag } = await channel.basicConsume(consumer, (message) => onMessage(toIncoming(message, channel, extended)));
  return {
    ended,
    async cancel() {
      if (channel.active) await channel.basicCancel(consumerTag).catch(() => undefined); // it is gone all the same
    },
    close: () => channel.close(),
  };
}
