import { describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { table } from './support/fields.js';
import type { TestChannel } from './support/test-channel.js';

describe('a close by the client', () => {
  it('is answered when everything it held is back and its queues are gone', async () => {
    const bench = await AmqpBench.start();
    const channel = await bench.channel();
    const watcher = await bench.channel();
    await channel.queue('own', { exclusive: true });
    await channel.queue('shared');
    await channel.fill('shared', 'one', 'two');
    await channel.consume('shared');
    await channel.deliveries(2);
    await channel.client.close();
    expect(await watcher.ready('shared')).toBe(2);
    expect((await watcher.get('shared'))?.redelivered).toBe(true);
    await watcher.queue('own', { exclusive: true });
  });

  it('deletes the auto-delete queues whose last consumers went with it before it is answered', async () => {
    const bench = await AmqpBench.start();
    const [channel, watcher] = [await bench.channel(), await bench.channel()];
    await channel.queue('q', { autoDelete: true });
    await channel.consume('q');
    await channel.client.close();
    watcher.sendQueue('q', { passive: true });
    await watcher.closed('NOT_FOUND', `no queue 'q' in vhost '/'`);
  });

  it('leaves the name of an exclusive queue free for a new connection at once, again and again', async () => {
    const bench = await AmqpBench.start();
    for (let round = 0; round < 20; round++) {
      const channel = await bench.channel();
      await channel.queue('same', { exclusive: true });
      await channel.client.close();
    }
  });

  it('is the last thing that is read', async () => {
    const bench = await AmqpBench.start();
    const [channel, watcher] = [await bench.channel(), await bench.channel()];
    await watcher.queue('q');
    channel.client.send(0, 'connection.close', { replyCode: 200, replyText: 'bye', classId: 0, methodId: 0 });
    channel.publish('', 'q', 'late');
    await channel.client.next(0, 'connection.close-ok');
    await channel.client.closed();
    expect(await watcher.ready('q')).toBe(0);
  });
});

describe('a lost connection', () => {
  it('gives back what it held and releases its queues', async () => {
    const bench = await AmqpBench.start();
    const [channel, watcher] = [await bench.channel(), await bench.channel()];
    await channel.queue('own', { exclusive: true });
    await watcher.queue('shared');
    await watcher.fill('shared', 'one', 'two');
    await channel.consume('shared');
    await channel.deliveries(2);
    channel.client.socket.destroy();
    await watcher.untilReady('shared', 2);
    await bench.untilConnections(1);
    await watcher.queue('own', { exclusive: true });
  });

  it('that was reset releases its queues, too', async () => {
    const bench = await AmqpBench.start();
    const channel = await bench.channel();
    await channel.queue('own', { exclusive: true });
    channel.client.socket.resetAndDestroy();
    await bench.untilConnections(0);
    await (await bench.channel()).queue('own', { exclusive: true });
  });

  it('in the middle of a frame or of a message enqueues no part of it', async () => {
    const bench = await AmqpBench.start();
    const watcher = await bench.channel();
    await watcher.queue('q');
    for (const bytesLess of [1, 8, 12, 40, 60]) {
      const channel = await bench.channel();
      channel.client.cutOff(bytesLess, () => channel.publish('', 'q', 'x'.repeat(50)));
      await bench.untilConnections(1);
    }
    expect(await watcher.ready('q')).toBe(0);
  });

  it('keeps what was published whole before', async () => {
    const bench = await AmqpBench.start();
    const [channel, watcher] = [await bench.channel(), await bench.channel()];
    await watcher.queue('q');
    for (let n = 0; n < 100; n++) channel.publish('', 'q', String(n));
    channel.client.socket.end();
    await watcher.untilReady('q', 100);
  });
});

describe('a close by the broker', () => {
  async function openAndList(bench: AmqpBench): Promise<{ channel: TestChannel; id: number }> {
    const channel = await bench.channel({ clientProperties: table({ connection_name: 'victim' }) });
    const all = await bench.broker.connections.list(bench.session);
    return { channel, id: all.find((one) => JSON.stringify(one).includes('victim'))!.id };
  }

  it('that an operator asks for is told as 320 with the reason', async () => {
    const bench = await AmqpBench.start();
    const { channel, id } = await openAndList(bench);
    await channel.queue('own', { exclusive: true });
    await bench.broker.connections.requestClose(bench.session, id, 'Closed via management plugin');
    expect(await channel.client.next(0, 'connection.close')).toMatchObject({
      ...{ replyCode: 320, replyText: 'CONNECTION_FORCED - Closed via management plugin', classId: 0, methodId: 0 },
    });
    channel.client.send(0, 'connection.close-ok', {});
    await channel.client.closed();
    await (await bench.channel()).queue('own', { exclusive: true });
  });

  it('is told to every client when the broker shuts down, and waits for their answer', async () => {
    const bench = await AmqpBench.start();
    const clients = [await bench.open(), await bench.open()];
    const closed = bench.server.close(60_000);
    for (const client of clients) {
      const close = await client.next(0, 'connection.close');
      expect(close.replyCode).toBe(320);
      expect(close.replyText).toBe(`CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'`);
      client.send(0, 'connection.close-ok', {});
    }
    await closed;
  });

  it('that crosses one by the client is answered with close-ok', async () => {
    const bench = await AmqpBench.start();
    const client = await bench.openWithChannel();
    client.send(1, 'channel.open', {});
    client.send(0, 'connection.close', { replyCode: 200, replyText: 'bye', classId: 0, methodId: 0 });
    await client.next(0, 'connection.close');
    await client.next(0, 'connection.close-ok');
    await client.closed();
  });

  it('passes over everything until the client has understood', async () => {
    const bench = await AmqpBench.start();
    const [channel, watcher] = [await bench.channel(), await bench.channel()];
    await watcher.queue('q');
    channel.send('channel.open', {});
    channel.publish('', 'q', 'late');
    await channel.client.next(0, 'connection.close');
    channel.publish('', 'q', 'later');
    channel.client.send(0, 'connection.close-ok', {});
    await channel.client.closed();
    expect(await watcher.ready('q')).toBe(0);
  });
});

it('a secret may be renewed, and a password stays what it was', async () => {
  const bench = await AmqpBench.start();
  const client = await bench.openWithChannel();
  const renewed = { newSecret: Buffer.from('new'), reason: 'rotated' };
  await client.ask(0, 'connection.update-secret', renewed, 'connection.update-secret-ok');
  await client.ask(1, 'channel.flow', { active: true }, 'channel.flow-ok');
});
