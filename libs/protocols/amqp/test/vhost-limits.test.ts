import { expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';

async function benchWith(limits: { maxConnections?: number; maxQueues?: number }): Promise<AmqpBench> {
  const bench = await AmqpBench.start();
  await bench.broker.topology.setVhostLimits(bench.session, '/', { maxConnections: null, maxQueues: null, ...limits });
  return bench;
}

it('a connection beyond the limit of its virtual host is refused with 530', async () => {
  const bench = await benchWith({ maxConnections: 1 });
  await bench.open();
  const client = await bench.socket();
  await client.login({});
  client.send(0, 'connection.open', { virtualHost: '/' });
  expect(await client.next(0, 'connection.close')).toMatchObject({
    ...{ replyCode: 530, classId: 10, methodId: 40 },
    replyText: `NOT_ALLOWED - access to vhost '/' refused for user 'guest': connection limit (1) is reached`,
  });
});

it('a queue beyond the limit of its virtual host is refused with 406', async () => {
  const bench = await benchWith({ maxQueues: 1 });
  const channel = await bench.channel();
  await channel.queue('a');
  channel.sendQueue('b', {});
  await channel.closed('PRECONDITION_FAILED', `cannot declare queue 'b': queue limit in vhost '/' (1) is reached`);
});
