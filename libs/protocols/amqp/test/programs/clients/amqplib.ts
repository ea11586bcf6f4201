import { connect } from 'amqplib';

/** One of everything that amqplib says, at the given port. */
const connection = await connect({ hostname: '127.0.0.1', port: Number(process.argv[2]), heartbeat: 0 });
const channel = await connection.createConfirmChannel();
await channel.assertExchange('fixture.topic', 'topic', { durable: false, autoDelete: true });
await channel.assertExchange('fixture.fanout', 'fanout', { durable: false });
await channel.bindExchange('fixture.topic', 'fixture.fanout', '', { origin: 'amqplib' });
await channel.assertQueue('fixture', { durable: false, maxLength: 10, arguments: { 'x-message-ttl': 60_000 } });
await channel.bindQueue('fixture', 'fixture.topic', 'a.*', { nested: { list: [1, 'two', true, null] } });
await channel.prefetch(5);
const headers = {
  ...{
    text: 'ä',
    yes: true,
    none: null,
    byte: 1,
    short: 300,
    int: 70_000,
    long: 2 ** 40,
    double: 1.5,
    bytes: Buffer.from([0, 255]),
  },
  ...{ when: { '!': 'timestamp', value: 1_700_000_000 }, price: { '!': 'decimal', value: { places: 2, digits: 995 } } },
};
const properties = {
  contentType: 'text/plain',
  contentEncoding: 'utf-8',
  headers,
  deliveryMode: 2,
  priority: 3,
  expiration: '60000',
};
const ids = {
  correlationId: 'c1',
  replyTo: 'r1',
  messageId: 'm1',
  timestamp: 1_700_000_000,
  type: 't1',
  userId: 'guest',
  appId: 'app',
};
channel.publish('fixture.topic', 'a.b', Buffer.from('with everything'), { ...properties, ...ids });
channel.publish('fixture.fanout', 'a.c', Buffer.alloc(0));
channel.publish('fixture.fanout', 'nowhere', Buffer.from('comes back'), { mandatory: true });
await channel.waitForConfirms();
const got = await channel.get('fixture');
if (got === false) throw new Error('the queue is empty');
channel.nack(got, false, true);
await new Promise<void>((resolve, reject) => {
  const received = { count: 0 };
  channel
    .consume(
      'fixture',
      (message) => {
        if (message === null) return reject(new Error('cancelled'));
        channel.ack(message);
        if (++received.count === 2) resolve();
      },
      { consumerTag: 'reader', priority: 2 },
    )
    .catch(reject);
});
await channel.cancel('reader');
await channel.get('fixture');
await channel.recover();
await channel.unbindQueue('fixture', 'fixture.topic', 'a.*', { nested: { list: [1, 'two', true, null] } });
await channel.unbindExchange('fixture.topic', 'fixture.fanout', '', { origin: 'amqplib' });
await channel.purgeQueue('fixture');
await channel.deleteQueue('fixture');
await channel.deleteExchange('fixture.fanout');
await channel.close();
await connection.updateSecret(Buffer.from('secret'), 'renewed');
await connection.close();
