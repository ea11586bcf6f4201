import { beforeEach, describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { type TestChannel } from './support/test-channel.js';

const pseudo = 'amq.rabbitmq.reply-to';

let bench: AmqpBench;
let requester: TestChannel;
let responder: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  [requester, responder] = [await bench.channel(), await bench.channel()];
  await responder.queue('requests');
  await responder.consume('requests', { noAck: true });
});

/** Where the responder is to answer to. */
async function ask(): Promise<string> {
  requester.publish('', 'requests', 'question', { replyTo: pseudo, correlationId: 'c' });
  const { properties } = await responder.delivery();
  expect(properties.correlationId).toBe('c');
  return properties.replyTo!;
}

describe('a request with an answer that needs no queue', () => {
  it('names an address, and the answer comes straight back', async () => {
    const tag = await requester.consume(pseudo, { noAck: true });
    const address = await ask();
    expect(address).toMatch(/^amq\.rabbitmq\.reply-to\../);
    responder.publish('', address, 'answer', { correlationId: 'c' });
    expect(await requester.delivery()).toMatchObject({
      ...{ consumerTag: tag, deliveryTag: 1, redelivered: false, exchange: '', routingKey: address },
      ...{ body: Buffer.from('answer'), properties: { correlationId: 'c' } },
    });
  });

  it('may be answered many times, in order, and by the requester itself', async () => {
    await requester.consume(pseudo, { noAck: true });
    const address = await ask();
    for (const body of ['1', '2', '3']) responder.publish('', address, body);
    expect(await requester.bodies(3)).toEqual(['1', '2', '3']);
    requester.publish('', address, 'own');
    expect(await requester.bodies(1)).toEqual(['own']);
  });

  it('lets the responder see whether the requester is there', async () => {
    await requester.consume(pseudo, { noAck: true });
    const address = await ask();
    expect(await responder.queue(address, { passive: true })).toMatchObject({ queue: address, consumerCount: 1 });
    await requester.client.close();
    responder.sendQueue(address, { passive: true });
    await responder.closed('NOT_FOUND', `no queue '${address}' in vhost '/'`);
  });

  it.each([
    ['is cancelled', (tag: string) => requester.cancel(tag)],
    ['loses its channel', () => requester.close()],
    ['loses its connection', () => requester.client.close()],
  ])('has nobody to answer to when its consumer %s', async (_, end) => {
    const tag = await requester.consume(pseudo, { noAck: true });
    const address = await ask();
    await end(tag);
    await responder.confirm();
    responder.publish('', address, 'late', { mandatory: true });
    expect(await responder.take('basic.return')).toMatchObject({ replyCode: 312, body: Buffer.from('late') });
    responder.publish('', address, 'dropped');
    await responder.take('basic.ack');
  });

  it('has an address that another channel and another virtual host cannot use', async () => {
    await requester.consume(pseudo, { noAck: true });
    const address = await ask();
    await bench.broker.topology.createVhost(bench.session, 'other', '');
    await bench.broker.access.putPermission(bench.session, {
      ...{ user: 'guest', vhost: 'other', configure: '.*', write: '.*', read: '.*' },
    });
    const stranger = await bench.channel({ vhost: 'other' });
    stranger.publish('', address, 'from elsewhere', { mandatory: true });
    await stranger.take('basic.return');
  });
});

describe('the name that stands for an address', () => {
  it('may be declared, and has a consumer and no messages', async () => {
    const declared = { queue: pseudo, messageCount: 0, consumerCount: 1 };
    expect(await requester.queue(pseudo)).toMatchObject(declared);
    expect(await requester.queue(pseudo, { passive: true })).toMatchObject(declared);
  });

  it('is consumed without acknowledgments', async () => {
    requester.sendConsume(pseudo);
    await requester.closed('PRECONDITION_FAILED', 'reply consumer cannot acknowledge');
  });

  it('is consumed once on a channel', async () => {
    await requester.consume(pseudo, { noAck: true, tag: 'one' });
    requester.sendConsume(pseudo, { noAck: true, tag: 'two' });
    await requester.closed('PRECONDITION_FAILED', 'reply consumer already set');
  });

  it('is again free to be consumed when the consumer is cancelled', async () => {
    const tag = await requester.consume(pseudo, { noAck: true });
    await requester.cancel(tag);
    await requester.consume(pseudo, { noAck: true });
  });

  it('is of no use to a channel that does not consume it', async () => {
    requester.publish('', 'requests', 'question', { replyTo: pseudo });
    await requester.closed('PRECONDITION_FAILED', 'fast reply consumer does not exist');
  });

  it('cannot be bound', async () => {
    requester.sendBind(pseudo, 'amq.direct', 'k');
    const { replyCode } = await requester.take('channel.close');
    expect([403, 404]).toContain(replyCode);
  });
});
