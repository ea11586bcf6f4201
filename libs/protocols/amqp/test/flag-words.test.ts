import { connect } from 'amqplib';
import { expect, it, onTestFinished } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';

it('properties behind a second word of flags reach a client that knows of one word only', async () => {
  const bench = await AmqpBench.start();
  const connection = await connect({ hostname: '127.0.0.1', port: bench.port, username: 'guest', password: 'guest' });
  onTestFinished(() => connection.close());
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const received = new Promise<string>((resolve, reject) => {
    channel.consume(queue, (message) => resolve(String(message?.properties.contentType)), { noAck: true }).catch(reject);
  });
  const publisher = await bench.openWithChannel();
  publisher.send(1, 'basic.publish', { exchange: '', routingKey: queue, mandatory: false, immediate: false });
  // Content type, and one more word of flags, which are none.
  publisher.header(1, 1, Buffer.concat([Buffer.from([0x80, 1, 0, 0, 10]), Buffer.from('text/plain')]));
  publisher.frame(3, 1, Buffer.from('x'));
  expect(await received).toBe('text/plain');
});
