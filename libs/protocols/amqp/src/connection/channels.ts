import type { Clock } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';
import { Channel, type ChannelOwner } from '../channel/channel.js';
import { ChannelInbound } from '../channel/inbound.js';
import { TopologyTurns } from '../channel/topology-turns.js';
import { decodeMethod } from '../codec/method-codec.js';
import { frameType } from '../spec/constants.js';
import { methods } from '../spec/methods.js';
import { Backpressure } from './backpressure.js';

export type ChannelsContext = Omit<ChannelOwner, 'turns' | 'channelClosed' | 'publishStarted' | 'publishEnded'> & {
  readonly clock: Clock;
  /** The client takes connection.blocked. */
  readonly tellsBlocked: boolean;
  /** Open at the same time. */
  readonly channelMax: number;
  readonly bodyBytesMax: number;
};

/** The channels of a connection, by their numbers. Opening and closing one touches no store. */
export class Channels {
  readonly #open = new Map<number, ChannelInbound>();
  readonly #owner: ChannelOwner;
  readonly #backpressure: Backpressure;

  constructor(private readonly context: ChannelsContext) {
    this.#backpressure = new Backpressure(context.wire, context.clock, context.tellsBlocked);
    this.#owner = {
      ...context,
      turns: new TopologyTurns(),
      channelClosed: (channel) => this.#closed(channel),
      publishStarted: (bytes) => this.#backpressure.add(bytes),
      publishEnded: (bytes) => this.#backpressure.remove(bytes),
    };
  }

  frame(type: number, channel: number, bytes: Buffer, start: number, end: number): void {
    const inbound = this.#open.get(channel);
    if (inbound !== undefined) return inbound.frame(type, bytes, start, end);
    this.#openChannel(type, channel, bytes, start, end);
  }

  signalAll(): void {
    for (const { channel } of this.#open.values()) channel.signalConsumers();
  }

  /** What all of them hold goes back to its queues. */
  async abandonAll(): Promise<void> {
    const channels = [...this.#open.values()].map(({ channel }) => channel);
    this.#open.clear();
    this.#backpressure.stop();
    await Promise.all(channels.map((channel) => channel.abandon()));
  }

  #openChannel(type: number, number: number, bytes: Buffer, start: number, end: number): void {
    if (type !== frameType.method) throw notOpened();
    const { name } = decodeMethod(bytes, start, end);
    const ids = methods[name];
    // Both sides closed it at the same time.
    if (name === 'channel.close-ok') return;
    if (ids.classId === methods['connection.start'].classId) throw new AmqpError('COMMAND_INVALID', 'unimplemented method', ids);
    if (name !== 'channel.open') throw notOpened().at(ids);
    this.#checkNumber(number);
    this.#open.set(number, new ChannelInbound(new Channel(number, this.#owner), this.context.bodyBytesMax));
    this.context.wire.out.method(number, 'channel.open-ok', {});
  }

  #checkNumber(number: number): void {
    const { channelMax } = this.context;
    if (this.#open.size < channelMax && number <= channelMax) return;
    const text = `number of channels opened (${this.#open.size}) has reached the negotiated channel_max (${channelMax})`;
    throw new AmqpError('NOT_ALLOWED', text, methods['channel.open']);
  }

  #closed(channel: Channel): void {
    if (this.#open.get(channel.id)?.channel === channel) this.#open.delete(channel.id);
  }
}

const notOpened = (): AmqpError => new AmqpError('CHANNEL_ERROR', `expected 'channel.open'`);
