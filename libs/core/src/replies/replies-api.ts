import type { Message } from '../message/message.js';

/** An address that answers are published to through the default exchange; they go straight to whoever opened it. */
export interface ReplyAddress {
  /** The routing key: `amq.rabbitmq.reply-to.` and an opaque rest. */
  readonly name: string;
  close(): void;
}

/** RabbitMQ's "direct reply-to": nothing is stored, an answer to an address that is gone is dropped (unroutable where it was). */
export interface ReplyVerbs {
  /** `receive` may not throw. It gets nothing after `close`. */
  open(vhost: string, receive: (message: Message) => void): Promise<ReplyAddress>;
  /** Whether the requester behind an address is still there, as far as this broker can know. */
  exists(vhost: string, name: string): boolean;
}
