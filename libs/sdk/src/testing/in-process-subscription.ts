import type { Broker, Delivery, Session } from '@howdah/core';
import type { Settlement, SubscribeOptions, Subscription } from '../link/link.js';
import { toIncoming, vhost } from './in-process-message.js';

/** A consumer of the core's, with the credit that AMQP calls prefetch. */
export async function subscribeInProcess(
  { consumers }: Broker,
  session: Session,
  queue: string,
  { prefetch, showsToken, onMessage }: SubscribeOptions,
): Promise<Subscription> {
  const held = new Set<Delivery>();
  let open = true;
  let end!: (reason: unknown) => void;
  const ended = new Promise<unknown>((resolve) => (end = resolve));

  function settle(delivery: Delivery, { outcome, delayMs, error }: Settlement): void {
    if (!held.delete(delivery)) return;
    if (outcome === 'ack') consumers.ack(delivery);
    else
      void consumers.settle(delivery, outcome, {
        ...(delayMs === undefined ? {} : { delayMs }),
        ...(error === undefined ? {} : { error }),
      });
    if (open) consumer.signal();
  }

  const consumer = await consumers.consume(session, vhost, queue, {
    name: 'in-process',
    autoAck: false,
    capacity: () => (open ? prefetch - held.size : 0),
    deliver(delivery) {
      held.add(delivery);
      const incoming = toIncoming(delivery.message, delivery, (settlement) => settle(delivery, settlement));
      const token = showsToken ? delivery.token : undefined;
      setImmediate(onMessage, { ...incoming, token });
    },
    cancelled: end,
  });
  return {
    ended,
    async cancel() {
      open = false;
      await consumer.cancel();
    },
    async close() {
      open = false;
      held.clear();
      await consumers.abandon(consumer);
      end(undefined);
    },
  };
}
