import { describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { table } from './support/fields.js';
import { ManualClock } from '@howdah/storage-conformance';
import type { RawClient } from './support/raw-client.js';
import { HeldMessageStore } from './support/held-message-store.js';

const capable = { clientProperties: table({ capabilities: { 'connection.blocked': true } }) };
const mebibyte = Buffer.alloc(1024 * 1024);

async function startHeld(): Promise<{ bench: AmqpBench; store: HeldMessageStore; clock: ManualClock }> {
  const clock = new ManualClock();
  let store: HeldMessageStore | null = null;
  const bench = await AmqpBench.start({}, { clock, messageStore: (database) => (store = new HeldMessageStore(database)) });
  return { bench, store: store!, clock };
}

describe('a publisher that is faster than the store', () => {
  it('is told to wait when it lasts, and when it is over', async () => {
    const { bench, store, clock } = await startHeld();
    const channel = await bench.channel(capable);
    await channel.queue('q');
    store.hold();
    for (let n = 0; n < 40; n++) channel.publish('', 'q', mebibyte);
    await store.untilHeld(16);
    clock.advance(999);
    expect(channel.client.count(0, 'connection.blocked')).toBe(0);
    clock.advance(1);
    expect((await channel.client.next(0, 'connection.blocked')).reason).toMatch(/storage/);
    store.release();
    await channel.client.next(0, 'connection.unblocked');
    await channel.untilReady('q', 40);
  });

  it('is not read from meanwhile: what it sends waits in its own socket', async () => {
    const { bench, store, clock } = await startHeld();
    const [channel, other] = [await bench.channel(), await bench.channel(capable)];
    await channel.queue('q');
    store.hold();
    for (let n = 0; n < 100; n++) channel.publish('', 'q', mebibyte);
    await store.untilHeld(16);
    clock.advance(1_000);
    await other.settled();
    // 16 MiB, and what one reading of the socket brings beyond it.
    expect(store.heldCount).toBeLessThan(20);
    expect(channel.client.socket.writableLength).toBeGreaterThan(50 * mebibyte.length);
    // Who does not publish is not concerned, and who cannot be told is not.
    expect(other.client.count(0, 'connection.blocked')).toBe(0);
    expect(channel.client.count(0, 'connection.blocked')).toBe(0);
    store.release();
    await other.untilReady('q', 100);
  });

  it('gets heartbeats, and is not taken for dead though nothing of it is read', async () => {
    const { bench, store, clock } = await startHeld();
    const channel = await bench.channel({ ...capable, heartbeat: 1 });
    await channel.queue('q');
    store.hold();
    for (let n = 0; n < 40; n++) channel.publish('', 'q', mebibyte);
    await store.untilHeld(16);
    for (let second = 0; second < 6; second++) {
      const before = channel.client.heartbeats;
      clock.advance(500);
      clock.advance(500);
      await channel.client.until(() => channel.client.heartbeats > before || channel.client.isClosed);
    }
    expect(channel.client.isClosed).toBe(false);
    store.release();
    await channel.untilReady('q', 40);
  });
});

describe('while the store takes no writes', () => {
  it('publishers are told after a second, however little they publish, and told again when it does', async () => {
    const { bench, store, clock } = await startHeld();
    const publisher = await bench.channel(capable);
    await publisher.queue('q');
    store.hold();
    publisher.publish('', 'q', Buffer.from('first'));
    await store.untilHeld(1);
    clock.advance(999);
    expect(publisher.client.count(0, 'connection.blocked')).toBe(0);
    clock.advance(1);
    await publisher.client.next(0, 'connection.blocked');
    // What comes now stays in its socket, and is published when the store goes on.
    publisher.publish('', 'q', Buffer.from('second'));
    store.release();
    await publisher.client.next(0, 'connection.unblocked');
    await publisher.untilReady('q', 2);
    clock.advance(5_000);
    await publisher.settled();
    expect(publisher.client.count(0, 'connection.blocked')).toBe(0);
  });

  it('a consumer on a connection of its own settles what it holds, and gets the rest afterwards', async () => {
    const { bench, store, clock } = await startHeld();
    const [publisher, consumer] = [await bench.channel(capable), await bench.channel(capable)];
    await publisher.queue('q');
    await consumer.qos(1);
    await consumer.consume('q');
    publisher.publish('', 'q', 'there');
    const { deliveryTag } = await consumer.delivery();
    store.hold();
    publisher.publish('', 'q', 'late');
    await store.untilHeld(1);
    clock.advance(1_000);
    await publisher.client.next(0, 'connection.blocked');
    consumer.ack(Number(deliveryTag));
    await consumer.settled();
    expect(consumer.client.count(0, 'connection.blocked')).toBe(0);
    store.release();
    expect(await consumer.bodies(1)).toEqual(['late']);
  });
});

describe('a client that does not read its answers', () => {
  it('gets no more of them than fit on the way', async () => {
    const bench = await AmqpBench.start();
    const [client, other] = [await bench.openWithChannel(), await bench.channel()];
    await other.queue('q');
    for (let n = 0; n < 100; n++) other.publish('', 'q', mebibyte);
    await other.untilReady('q', 100);
    client.socket.pause();
    for (let n = 0; n < 100; n++) client.send(1, 'basic.get', { queue: 'q', noAck: true });
    // What is taken first was asked for first: when the queue has come to rest, the rest waits.
    for (let last = -1, ready = 100; ready !== last; ready = await other.ready('q')) {
      last = ready;
      for (let n = 0; n < 50; n++) await other.settled();
    }
    expect(await other.ready('q')).toBeGreaterThan(50);
    client.socket.resume();
    for (let n = 0; n < 100; n++) await client.next(1, 'basic.get-ok');
  });

  it('is not read from, either, so that what comes back to it does not pile up', async () => {
    const bench = await AmqpBench.start();
    const [client, other] = [await bench.openWithChannel(), await bench.channel()];
    client.socket.pause();
    for (let n = 0; n < 150; n++) client.publish(1, '', 'nowhere', mebibyte, { mandatory: true });
    for (let last = -1; client.socket.writableLength !== last;) {
      last = client.socket.writableLength;
      for (let n = 0; n < 50; n++) await other.settled();
    }
    expect(client.socket.writableLength).toBeGreaterThan(50 * mebibyte.length);
    client.socket.resume();
    for (let n = 0; n < 150; n++) await client.next(1, 'basic.return');
  });
});

describe('a message with a million headers', () => {
  /** Their bytes: all of them `no`, and the last one `is`, both true. */
  function millionHeaders(): Buffer {
    const head = Buffer.from([0x20, 0, 0, 0, 0, 0]);
    const headers = Buffer.alloc(5_000_000, '\x02not\x01', 'latin1');
    headers.write('is', headers.length - 4, 'latin1');
    head.writeUInt32BE(headers.length, 2);
    return Buffer.concat([head, headers]);
  }

  function publish(client: RawClient): void {
    client.send(1, 'basic.publish', { exchange: 'amq.headers', routingKey: '', mandatory: false, immediate: false });
    client.header(1, 0, millionHeaders());
  }

  it('is too large a frame, and is refused before it is read; others do not notice', async () => {
    const bench = await AmqpBench.start();
    const [client, other] = [await bench.openWithChannel(), await bench.channel()];
    publish(client);
    expect(await client.next(0, 'connection.close')).toMatchObject({ replyCode: 501 });
    await other.settled();
  });

  it('is served where frames may be so large, by an exchange that looks at them, too', async () => {
    const bench = await AmqpBench.start({ frameMax: 64 * 1024 * 1024 });
    const [channel, other] = [await bench.channel(), await bench.channel()];
    await channel.queue('q');
    await channel.bind('q', 'amq.headers', '', { is: true });
    publish(channel.client);
    expect((await channel.got('q')).properties.headers).toHaveLength(1_000_000);
    await other.settled();
  });
});
