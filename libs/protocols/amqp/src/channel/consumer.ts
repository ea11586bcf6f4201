import type { Consumer, ConsumerHandler, Delivery } from '@howdah/core';
import type { DeliveryOptions } from '../translate/consume-arguments.js';
import { deliveredProperties } from '../translate/delivered-properties.js';
import type { Channel } from './channel.js';

/** A consumer of a channel: counts what it holds, and writes what it is given (section 1.8.3.3 of the method reference). */
export class ChannelConsumer implements ConsumerHandler {
  readonly name: string;
  readonly #encodedTag: Buffer;
  /** Known once the broker has admitted it. */
  consumer: Consumer | null = null;
  /** Its consume-ok is written: deliveries may follow. */
  #started = false;
  #unacked = 0;

  constructor(
    readonly channel: Channel,
    readonly tag: string,
    readonly autoAck: boolean,
    /** 0: no limit. */
    readonly prefetch: number,
    private readonly options: DeliveryOptions,
  ) {
    this.name = channel.nameOf(tag);
    this.#encodedTag = Buffer.from(tag);
  }

  start(): void {
    this.#started = true;
    this.signal();
  }

  signal(): void {
    this.consumer?.signal();
  }

  capacity(): number {
    const { channel } = this;
    if (!this.#started || !channel.isDelivering) return 0;
    const shared = channel.sharedCapacity();
    // It takes up nothing of the shared limit, and waits while others have used it up, as in RabbitMQ.
    if (this.autoAck) return shared > 0 ? Infinity : 0;
    const own = this.prefetch === 0 ? Infinity : this.prefetch - this.#unacked;
    return Math.min(own, shared);
  }

  deliver(delivery: Delivery): void {
    const { channel } = this;
    const { message, redelivered } = delivery;
    const tag = channel.nextDeliveryTag();
    if (!this.autoAck) {
      this.#unacked++;
      channel.owe({ tag, delivery, consumer: this });
    }
    channel.wire.out.deliver(channel.id, this.#encodedTag, tag, redelivered, message.exchange, message.routingKey, {
      properties: deliveredProperties(delivery, this.options),
      body: message.body,
    });
  }

  cancelled(): void {
    this.channel.consumerCancelled(this);
  }

  timedOut(limitMs: number): void {
    this.channel.timedOut(limitMs);
  }

  /** One of its deliveries was settled. */
  settled(): void {
    this.#unacked--;
  }

  get holdsNothing(): boolean {
    return this.#unacked === 0;
  }
}
