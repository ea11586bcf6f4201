import { beforeEach, describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { expectRefusal, q, x } from './support/refusals.js';
import type { TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  channel = await bench.channel();
});

describe('what is not there', () => {
  it('is deleted and unbound without complaint', async () => {
    await channel.queue('own');
    expect(await channel.deleteQueue('q')).toBe(0);
    await channel.deleteExchange('x');
    await channel.unbind('own', 'amq.direct', 'never');
    await channel.unbind('q', 'amq.direct', 'never');
    await channel.unbind('own', 'x', 'never');
    await channel.unbindExchange('amq.fanout', 'x');
  });
});

describe('what is in use', () => {
  it('is not deleted if it is to be unused or empty', async () => {
    const flags = { ifUnused: false, ifEmpty: false, nowait: false };
    await channel.queue('q');
    await channel.fill('q', 'one');
    const ifEmpty = (): void => channel.send('queue.delete', { queue: 'q', ...flags, ifEmpty: true });
    await expectRefusal(channel, ifEmpty, 'queue.delete', 'PRECONDITION_FAILED', `${q} not empty`);
    const consumer = await bench.channel();
    await consumer.consume('q');
    const ifUnused = (): void => channel.send('queue.delete', { queue: 'q', ...flags, ifUnused: true });
    await expectRefusal(channel, ifUnused, 'queue.delete', 'PRECONDITION_FAILED', `${q} in use`);
    await channel.exchange('x', 'fanout');
    await channel.bind('q', 'x');
    const ifUnbound = (): void => channel.send('exchange.delete', { exchange: 'x', ifUnused: true, nowait: false });
    await expectRefusal(channel, ifUnbound, 'exchange.delete', 'PRECONDITION_FAILED', `${x} in use`);
  });

  it('is not consumed by somebody who wants it alone, nor by others beside such a one', async () => {
    await channel.queue('q');
    const other = await bench.channel();
    const tag = await other.consume('q');
    const alone = (): void => channel.sendConsume('q', { exclusive: true });
    await expectRefusal(channel, alone, 'basic.consume', 'ACCESS_REFUSED', `${q} in exclusive use`);
    await other.cancel(tag);
    await other.consume('q', { exclusive: true });
    await expectRefusal(channel, () => channel.sendConsume('q'), 'basic.consume', 'ACCESS_REFUSED', `${q} in exclusive use`);
  });

  it('is not consumed alone when it has a single active consumer', async () => {
    await channel.queue('q', {}, { 'x-single-active-consumer': true });
    const alone = (): void => channel.sendConsume('q', { exclusive: true });
    await expectRefusal(channel, alone, 'basic.consume', 'ACCESS_REFUSED', `${q} in exclusive use`);
  });
});
