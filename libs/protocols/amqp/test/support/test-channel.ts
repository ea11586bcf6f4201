import type { FieldTable, PropertyFields } from '@howdah/core';
import { expect } from 'vitest';
import type { Sent } from '../../src/codec/method-codec.js';
import { replyCodes, type ReplyName } from '../../src/spec/constants.js';
import type { MethodName } from '../../src/spec/methods.js';
import { table, type Plain } from './fields.js';
import type { Answer, RawClient } from './raw-client.js';

type Arguments = Readonly<Record<string, Plain>>;

export interface QueueFlags {
  readonly durable?: boolean;
  readonly exclusive?: boolean;
  readonly autoDelete?: boolean;
  readonly passive?: boolean;
}

export interface ConsumeFlags {
  readonly tag?: string;
  readonly noAck?: boolean;
  readonly exclusive?: boolean;
  readonly arguments?: Arguments;
}

type Content = PropertyFields & { readonly mandatory?: boolean; readonly immediate?: boolean };

/** One channel of a raw client: says in a line what a test means, and waits for the answer. */
export class TestChannel {
  constructor(
    readonly client: RawClient,
    readonly id = 1,
  ) {}

  send<N extends MethodName>(name: N, values: Sent<N>): void {
    this.client.send(this.id, name, values);
  }

  ask<N extends MethodName, A extends MethodName>(name: N, values: Sent<N>, answer: A): Promise<Answer<A>> {
    return this.client.ask(this.id, name, values, answer);
  }

  next<N extends MethodName>(name: N): Promise<Answer<N>> {
    return this.client.next(this.id, name);
  }

  /** The next of this name, whatever came before it. */
  take<N extends MethodName>(name: N): Promise<Answer<N>> {
    return this.client.take(this.id, name);
  }

  count(name: MethodName): number {
    return this.client.count(this.id, name);
  }

  open(): Promise<unknown> {
    return this.client.channel(this.id);
  }

  close(): Promise<unknown> {
    return this.ask('channel.close', { replyCode: 200, replyText: 'bye', classId: 0, methodId: 0 }, 'channel.close-ok');
  }

  /** Everything that was sent before has been done. */
  async settled(): Promise<void> {
    this.send('channel.flow', { active: true });
    await this.take('channel.flow-ok');
  }

  /** The channel is closed with this reply, and may be opened again. */
  async closed(reply: ReplyName, text: string | RegExp = /^/): Promise<Answer<'channel.close'>> {
    const close = await this.take('channel.close');
    expect(close.replyCode).toBe(replyCodes[reply]);
    if (typeof text === 'string') expect(close.replyText).toBe(`${reply} - ${text}`);
    else expect(close.replyText).toMatch(text);
    this.send('channel.close-ok', {});
    return close;
  }

  // ── topology ────────────────────────────────────────────────────────────────────────────────────────────────────────

  sendQueue(queue: string, flags: QueueFlags & { nowait?: boolean } = {}, args: Arguments = {}): void {
    const off = { passive: false, durable: false, exclusive: false, autoDelete: false, nowait: false };
    this.send('queue.declare', { queue, ...off, ...flags, arguments: table(args) });
  }

  queue(queue: string, flags: QueueFlags = {}, args: Arguments = {}): Promise<Answer<'queue.declare-ok'>> {
    this.sendQueue(queue, flags, args);
    return this.take('queue.declare-ok');
  }

  /** As a passive declare tells it. */
  async ready(queue: string): Promise<number> {
    return (await this.queue(queue, { passive: true })).messageCount;
  }

  /** Looks again and again, as clients do. */
  async untilReady(queue: string, count: number): Promise<void> {
    while ((await this.ready(queue)) !== count);
  }

  sendExchange(
    exchange: string,
    type: string,
    flags: Partial<Omit<Sent<'exchange.declare'>, 'exchange' | 'type' | 'arguments'>> = {},
    args: Arguments = {},
  ): void {
    const off = { passive: false, durable: false, autoDelete: false, internal: false, nowait: false };
    this.send('exchange.declare', { exchange, type, ...off, ...flags, arguments: table(args) });
  }

  exchange(...declaration: Parameters<TestChannel['sendExchange']>): Promise<unknown> {
    this.sendExchange(...declaration);
    return this.take('exchange.declare-ok');
  }

  sendBind(queue: string, exchange: string, routingKey = '', args: FieldTable | Arguments = {}): void {
    this.send('queue.bind', { queue, exchange, routingKey, nowait: false, arguments: fields(args) });
  }

  bind(...binding: Parameters<TestChannel['sendBind']>): Promise<unknown> {
    this.sendBind(...binding);
    return this.take('queue.bind-ok');
  }

  unbind(queue: string, exchange: string, routingKey = '', args: FieldTable | Arguments = {}): Promise<unknown> {
    return this.ask('queue.unbind', { queue, exchange, routingKey, arguments: fields(args) }, 'queue.unbind-ok');
  }

  bindExchange(destination: string, source: string, routingKey = ''): Promise<unknown> {
    const values = { destination, source, routingKey, nowait: false, arguments: [] };
    return this.ask('exchange.bind', values, 'exchange.bind-ok');
  }

  unbindExchange(destination: string, source: string, routingKey = ''): Promise<unknown> {
    const values = { destination, source, routingKey, nowait: false, arguments: [] };
    return this.ask('exchange.unbind', values, 'exchange.unbind-ok');
  }

  async deleteQueue(queue: string, flags: { ifUnused?: boolean; ifEmpty?: boolean } = {}): Promise<number> {
    const values = { queue, ifUnused: false, ifEmpty: false, nowait: false, ...flags };
    this.send('queue.delete', values);
    return (await this.take('queue.delete-ok')).messageCount;
  }

  async purge(queue: string): Promise<number> {
    return (await this.ask('queue.purge', { queue, nowait: false }, 'queue.purge-ok')).messageCount;
  }

  deleteExchange(exchange: string, ifUnused = false): Promise<unknown> {
    return this.ask('exchange.delete', { exchange, ifUnused, nowait: false }, 'exchange.delete-ok');
  }

  // ── messages ────────────────────────────────────────────────────────────────────────────────────────────────────────

  publish(exchange: string, routingKey: string, body: string | Buffer = 'x', content: Content = {}): void {
    this.client.publish(this.id, exchange, routingKey, body, content);
  }

  /** To a queue by its name, one message for each body. */
  fill(queue: string, ...bodies: readonly string[]): Promise<void> {
    for (const body of bodies) this.publish('', queue, body);
    return this.untilReady(queue, bodies.length);
  }

  confirm(): Promise<unknown> {
    return this.ask('confirm.select', { nowait: false }, 'confirm.select-ok');
  }

  qos(prefetchCount: number, global = false): Promise<unknown> {
    this.send('basic.qos', { prefetchSize: 0, prefetchCount, global });
    return this.take('basic.qos-ok');
  }

  sendConsume(queue: string, { tag = '', noAck = false, exclusive = false, arguments: args = {} }: ConsumeFlags = {}): void {
    const values = { queue, consumerTag: tag, noLocal: false, noAck, exclusive, nowait: false, arguments: table(args) };
    this.send('basic.consume', values);
  }

  /** Returns the consumer tag. */
  async consume(queue: string, flags: ConsumeFlags = {}): Promise<string> {
    this.sendConsume(queue, flags);
    return (await this.take('basic.consume-ok')).consumerTag;
  }

  cancel(consumerTag: string): Promise<unknown> {
    this.send('basic.cancel', { consumerTag, nowait: false });
    return this.take('basic.cancel-ok');
  }

  delivery(): Promise<Answer<'basic.deliver'>> {
    return this.take('basic.deliver');
  }

  async deliveries(count: number): Promise<Answer<'basic.deliver'>[]> {
    const all: Answer<'basic.deliver'>[] = [];
    while (all.length < count) all.push(await this.delivery());
    return all;
  }

  async bodies(count: number): Promise<string[]> {
    return (await this.deliveries(count)).map(({ body }) => body.toString());
  }

  /** Null when there is none. */
  async get(queue: string, noAck = false): Promise<Answer<'basic.get-ok'> | null> {
    this.send('basic.get', { queue, noAck });
    const answer = await this.client.nextOf(this.id, ['basic.get-ok', 'basic.get-empty']);
    return answer.name === 'basic.get-ok' ? answer : null;
  }

  /** Gets until there is one, as clients do. */
  async got(queue: string, noAck = false): Promise<Answer<'basic.get-ok'>> {
    for (;;) {
      const got = await this.get(queue, noAck);
      if (got !== null) return got;
    }
  }

  ack(deliveryTag: number, multiple = false): void {
    this.send('basic.ack', { deliveryTag, multiple });
  }

  nack(deliveryTag: number, { multiple = false, requeue = true } = {}): void {
    this.send('basic.nack', { deliveryTag, multiple, requeue });
  }

  reject(deliveryTag: number, requeue: boolean): void {
    this.send('basic.reject', { deliveryTag, requeue });
  }
}

function fields(args: FieldTable | Arguments): FieldTable {
  return Array.isArray(args) ? (args as FieldTable) : table(args as Arguments);
}
