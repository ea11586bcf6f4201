import { Properties, type BrokerError, type Publication, type PublishReceipt, type Seq } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';
import { methods } from '../spec/methods.js';
import { isNotStored, toAmqpError } from '../translate/reply-codes.js';
import { takeDelay } from '../translate/delay-header.js';
import type { Channel } from './channel.js';
import type { ArrivingContent } from './content.js';

const publishIds = methods['basic.publish'];

/** A message on its way from a client, and who tells the client what became of it: the one object that a publish costs here. */
export class Publishing implements PublishReceipt, Omit<Publication, 'vhost'> {
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Buffer;
  properties: Properties;
  delayMs = 0;
  readonly #mandatory: boolean;
  /** 0 when the channel is not in confirm mode. */
  #number = 0;

  /** Throws an AmqpError (502) for properties that cannot be read. */
  constructor(
    private readonly channel: Channel,
    content: ArrivingContent,
  ) {
    const { method, properties, body } = content;
    this.exchange = method.exchange;
    this.routingKey = method.routingKey;
    this.#mandatory = method.mandatory;
    this.properties = readProperties(properties);
    this.body = body;
  }

  /** When its turn has come: what its properties ask of the broker. */
  prepare(): void {
    const delayed = takeDelay(this.properties);
    this.properties = this.channel.addressed(delayed.properties);
    this.delayMs = delayed.delayMs;
  }

  /** Hands it to the broker; in confirm mode it gets the next number. */
  send(): void | Promise<void> {
    const { channel } = this;
    this.#number = channel.confirms?.number() ?? 0;
    channel.publishStarted(this.body.length);
    return channel.publisher.publish(this, this);
  }

  stored(_seq: Seq | null, queueCount: number): void {
    if (queueCount === 0 && this.#mandatory) this.#return();
    this.#end('ack');
  }

  failed(error: BrokerError): void {
    const { channel } = this;
    if (isNotStored(error.code) && (this.#number > 0 || error.code === 'queue_full')) return this.#end('nack');
    channel.publishEnded(this.body.length);
    channel.fail(toAmqpError(error).at(publishIds));
  }

  /** Inside a transaction: told by its commit. */
  get inTransaction(): PublishReceipt {
    return {
      stored: (_seq, queueCount) => {
        if (queueCount === 0 && this.#mandatory) this.#return();
      },
      // The commit as a whole tells it.
      failed: () => undefined,
    };
  }

  #end(verdict: 'ack' | 'nack'): void {
    const { channel } = this;
    channel.publishEnded(this.body.length);
    if (this.#number > 0) channel.confirms?.settle(this.#number, verdict);
  }

  #return(): void {
    const { channel, exchange, routingKey } = this;
    if (!channel.isOpen) return;
    const values = { replyCode: 312, replyText: 'NO_ROUTE', exchange, routingKey };
    channel.wire.out.methodWithContent(channel.id, 'basic.return', values, {
      properties: this.properties.encoded,
      body: this.body,
    });
  }
}

function readProperties(encoded: Buffer): Properties {
  const properties = Properties.fromEncoded(encoded);
  try {
    properties.validate();
    return properties.withoutUnknownFlags();
  } catch (thrown) {
    throw new AmqpError('SYNTAX_ERROR', thrown instanceof Error ? thrown.message : String(thrown), publishIds);
  }
}

export function noReplyConsumer(): AmqpError {
  return new AmqpError('PRECONDITION_FAILED', 'fast reply consumer does not exist', publishIds);
}

export function immediateNotImplemented(): AmqpError {
  return new AmqpError('NOT_IMPLEMENTED', 'immediate=true', publishIds);
}
