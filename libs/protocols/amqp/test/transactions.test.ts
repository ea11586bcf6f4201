import { beforeEach, describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import type { TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let channel: TestChannel;
let watcher: TestChannel;

async function commit(): Promise<void> {
  channel.send('tx.commit', {});
  await channel.take('tx.commit-ok');
}

const rollback = (): Promise<unknown> => channel.ask('tx.rollback', {}, 'tx.rollback-ok');

beforeEach(async () => {
  bench = await AmqpBench.start();
  channel = await bench.channel();
  watcher = await bench.channel();
  await channel.queue('q');
  await channel.ask('tx.select', {}, 'tx.select-ok');
});

describe('what is published in a transaction', () => {
  it('is there when it is committed, all of it and in order', async () => {
    for (const body of ['one', 'two', 'three']) channel.publish('', 'q', body);
    await channel.settled();
    expect(await watcher.ready('q')).toBe(0);
    await commit();
    expect(await watcher.ready('q')).toBe(3);
    expect((await watcher.got('q')).body.toString()).toBe('one');
    await commit();
    expect(await watcher.ready('q')).toBe(2);
  });

  it('is gone when it is rolled back, or the channel is closed', async () => {
    channel.publish('', 'q', 'one');
    await rollback();
    await commit();
    channel.publish('', 'q', 'two');
    await channel.close();
    expect(await watcher.ready('q')).toBe(0);
  });

  it('and wanted by nobody comes back at the commit, before its answer', async () => {
    channel.publish('', 'nowhere', 'one', { mandatory: true });
    channel.publish('', 'nowhere', 'two', { mandatory: true });
    await channel.settled();
    expect(channel.count('basic.return')).toBe(0);
    channel.send('tx.commit', {});
    expect((await channel.next('basic.return')).body.toString()).toBe('one');
    expect((await channel.next('basic.return')).body.toString()).toBe('two');
    await channel.next('tx.commit-ok');
  });

  it('is refused at once when it may not be published', async () => {
    channel.publish('', 'q', 'before');
    channel.publish('nope', 'k');
    await channel.closed('NOT_FOUND', `no exchange 'nope' in vhost '/'`);
    expect(await watcher.ready('q')).toBe(0);
  });

  it('and rejected by a full queue fails the commit, with all of it', async () => {
    await channel.queue('full', {}, { 'x-max-length': 1, 'x-overflow': 'reject-publish' });
    for (const queue of ['q', 'full', 'full']) channel.publish('', queue);
    channel.send('tx.commit', {});
    const close = await channel.closed('PRECONDITION_FAILED', /^PRECONDITION_FAILED - partial tx completion/);
    expect([close.classId, close.methodId]).toEqual([90, 20]);
    expect(await watcher.ready('q')).toBe(0);
  });
});

describe('what is settled in a transaction', () => {
  beforeEach(async () => {
    await watcher.fill('q', 'one', 'two', 'three');
    await channel.consume('q', { tag: 'T' });
    await channel.deliveries(3);
  });

  it('is settled when it is committed', async () => {
    channel.ack(1);
    channel.nack(2);
    channel.reject(3, false);
    await commit();
    expect(await channel.delivery()).toMatchObject({ body: Buffer.from('two'), redelivered: true });
    await channel.close();
    expect(await watcher.ready('q')).toBe(1);
  });

  it('can be settled again when it is rolled back, and was not returned', async () => {
    channel.ack(1);
    channel.nack(2);
    await rollback();
    expect(channel.count('basic.deliver')).toBe(0);
    channel.ack(3, true);
    await commit();
    await channel.close();
    expect(await watcher.ready('q')).toBe(0);
  });

  it('is unknown when it is settled twice before the commit', async () => {
    channel.ack(1);
    channel.ack(1);
    await channel.closed('PRECONDITION_FAILED', 'unknown delivery tag 1');
    await watcher.untilReady('q', 3);
  });

  it('goes back when the channel ends before the commit', async () => {
    channel.ack(3, true);
    await channel.close();
    expect(await watcher.ready('q')).toBe(3);
  });

  it('is one commit with what is published', async () => {
    await watcher.queue('answers');
    channel.ack(1);
    channel.publish('', 'answers', 'done');
    await commit();
    await channel.close();
    expect(await watcher.ready('answers')).toBe(1);
    expect(await watcher.ready('q')).toBe(2);
  });

  it('keeps its room in the prefetch until the commit', async () => {
    await channel.cancel('T');
    await watcher.queue('more');
    await watcher.fill('more', 'a', 'b');
    await channel.qos(1);
    await channel.consume('more');
    const { deliveryTag } = await channel.delivery();
    channel.ack(deliveryTag);
    await channel.settled();
    expect(channel.count('basic.deliver')).toBe(0);
    await commit();
    await channel.delivery();
  });
});

it('selecting twice changes nothing', async () => {
  channel.publish('', 'q');
  await channel.ask('tx.select', {}, 'tx.select-ok');
  await commit();
  expect(await watcher.ready('q')).toBe(1);
});
