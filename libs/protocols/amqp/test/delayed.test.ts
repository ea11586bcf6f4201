import { beforeEach, describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { plain, table, type Plain } from './support/fields.js';
import type { TestChannel } from './support/test-channel.js';

let channel: TestChannel;

beforeEach(async () => {
  channel = await (await AmqpBench.start()).channel();
  await channel.queue('q');
  await channel.confirm();
});

const delayed = (value: Plain): { headers: ReturnType<typeof table> } => ({ headers: table({ 'x-delay': value }) });

describe('a delayed message exchange', () => {
  beforeEach(async () => {
    await channel.exchange('x', 'x-delayed-message', {}, { 'x-delayed-type': 'topic' });
    await channel.bind('q', 'x', 'a.#');
  });

  it('holds a message back for as long as its header says, confirms it before, and negates the header', async () => {
    await channel.consume('q', { noAck: true });
    const sentAt = Date.now();
    channel.publish('x', 'a.b', 'later', delayed(150));
    await channel.next('basic.ack');
    channel.publish('x', 'a.b', 'now');
    const [first, second] = await channel.deliveries(2);
    expect(first!.body.toString()).toBe('now');
    expect(second).toMatchObject({ exchange: 'x', routingKey: 'a.b', body: Buffer.from('later') });
    expect(plain(second!.properties.headers)).toEqual({ 'x-delay': -150 });
    expect(Date.now() - sentAt).toBeGreaterThanOrEqual(150);
  });

  it('puts messages in the order in which they are due', async () => {
    await channel.consume('q', { noAck: true });
    for (const [body, delay] of [
      ['third', 180],
      ['first', 60],
      ['second', 120],
    ] as const)
      channel.publish('x', 'a', body, delayed(delay));
    const bodies = await channel.bodies(3);
    expect(bodies).toEqual(['first', 'second', 'third']);
  });

  it('does not count as ready what it holds back', async () => {
    channel.publish('x', 'a', 'later', delayed(60_000));
    await channel.next('basic.ack');
    expect(await channel.ready('q')).toBe(0);
    expect(await channel.get('q')).toBeNull();
  });

  it('returns a mandatory message only when no queue would get it', async () => {
    channel.publish('x', 'a', 'wanted', { ...delayed(60_000), mandatory: true });
    await channel.next('basic.ack');
    channel.publish('x', 'nowhere', 'unwanted', { ...delayed(60_000), mandatory: true });
    await channel.next('basic.return');
    await channel.next('basic.ack');
  });

  it.each([0, -5, 'soon', null, true])('delays nothing for a header of %j', async (value) => {
    channel.publish('x', 'a', 'now', delayed(value));
    await channel.next('basic.ack');
    expect(await channel.ready('q')).toBe(1);
  });

  it('is one of its kind only with the same type', async () => {
    await channel.exchange('x', 'x-delayed-message', {}, { 'x-delayed-type': 'topic' });
    channel.sendExchange('x', 'x-delayed-message', {}, { 'x-delayed-type': 'direct' });
    const text = `inequivalent arg 'x-delayed-type' for exchange 'x' in vhost '/': received 'direct' but current is 'topic'`;
    await channel.closed('PRECONDITION_FAILED', text);
  });

  it('is of a type that there is', async () => {
    channel.sendExchange('y', 'x-delayed-message', {}, { 'x-delayed-type': 'nope' });
    await channel.closed('PRECONDITION_FAILED', `unknown exchange type 'nope'`);
  });
});
