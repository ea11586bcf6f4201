import { expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import type { RawClient } from './support/raw-client.js';

async function consume(client: RawClient, queue: string, noAck: boolean): Promise<void> {
  const flags = { passive: false, durable: false, exclusive: true, autoDelete: false, nowait: false };
  await client.ask(1, 'queue.declare', { ...flags, queue, arguments: [] }, 'queue.declare-ok');
  const how = { noLocal: false, noAck, exclusive: false, nowait: false, arguments: [] };
  await client.ask(1, 'basic.consume', { ...how, queue, consumerTag: queue }, 'basic.consume-ok');
}

it('of a channel holds up a consumer without acknowledgements, too, and is not used up by it', async () => {
  const bench = await AmqpBench.start();
  const client = await bench.openWithChannel();
  await client.ask(1, 'basic.qos', { prefetchSize: 0, prefetchCount: 1, global: true }, 'basic.qos-ok');
  await consume(client, 'acked', false);
  await consume(client, 'unacked', true);
  client.publish(1, '', 'acked', 'held');
  await client.next(1, 'basic.deliver');
  for (const body of ['one', 'two']) client.publish(1, '', 'unacked', body);
  // Counting waits for the messages to be stored: they would have been delivered before.
  const flags = { passive: true, durable: false, exclusive: false, autoDelete: false, nowait: false };
  const counted = await client.ask(1, 'queue.declare', { ...flags, queue: 'unacked', arguments: [] }, 'queue.declare-ok');
  expect(counted.messageCount).toBe(2);
  client.send(1, 'basic.ack', { deliveryTag: 1, multiple: false });
  const bodies = [await client.next(1, 'basic.deliver'), await client.next(1, 'basic.deliver')].map(({ body }) =>
    body.toString(),
  );
  expect(bodies).toEqual(['one', 'two']);
});
