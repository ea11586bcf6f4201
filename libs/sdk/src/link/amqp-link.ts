import { once } from 'node:events';
import { Connection, type Channel } from 'rabbitmq-client';
import { connectionLost, HowdahError, queueNotFound } from '../errors.js';
import { isChannelError, toHowdahError, toOpenError } from './amqp-errors.js';
import { toEnvelope, toIncoming } from './amqp-message.js';
import { KeptChannel } from './kept-channel.js';
import type { Incoming, Link, Outgoing, QueueDeclaration, SubscribeOptions, Subscription } from './link.js';
import { subscribeOn } from './amqp-subscription.js';

export interface AmqpLinkOptions {
  /** As lists of connections show it. */
  readonly name?: string | undefined;
  /** Of the TLS connection: `ca`, `cert`, `key` and what else Node takes. */
  readonly tls?: object | undefined;
  readonly connectTimeoutMs: number;
  /** Called for what nobody waits for. */
  readonly onError: (error: unknown) => void;
}

/** A link over a connection of the transport, whose own reconnecting is not used: the session has the addresses and the backoff. */
export async function openAmqpLink(address: string, signal: AbortSignal, options: AmqpLinkOptions): Promise<Link> {
  const { connectTimeoutMs, name, tls } = options;
  const connection = new Connection({
    url: address,
    frameMax: 131_072,
    connectionTimeout: connectTimeoutMs,
    acquireTimeout: connectTimeoutMs,
    ...(name === undefined ? {} : { connectionName: name }),
    ...(tls === undefined ? {} : { tls }),
  });
  const ended = new Promise<unknown>((resolve) => {
    connection.on('error', (error: unknown) => {
      // A channel's own error is told to whoever uses the channel.
      if (isChannelError(error)) return options.onError(toHowdahError(error));
      connection.unsafeDestroy();
      resolve(error);
    });
  });
  const abort = (): void => connection.unsafeDestroy();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([once(connection, 'connection', { signal }), ended.then((error) => Promise.reject(error as Error))]);
    return await AmqpLink.over(connection, ended);
  } catch (error) {
    connection.unsafeDestroy();
    signal.throwIfAborted();
    throw toOpenError(error, address);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

class AmqpLink implements Link {
  readonly closed: Promise<unknown>;
  /** Ids of messages that no queue wanted, until their confirm is seen. */
  readonly #returned = new Set<string>();
  readonly #channels = new Set<Channel>();
  readonly #publisher = new KeptChannel(() => this.#openPublisher());
  readonly #requester = new KeptChannel(() => this.#openRequester());
  #onReply: (reply: Incoming) => void = () => undefined;
  #turn: Promise<void> | undefined;
  #close!: () => void;

  static async over(connection: Connection, ended: Promise<unknown>): Promise<AmqpLink> {
    return new AmqpLink(connection, ended, await isExtended(connection));
  }

  private constructor(
    readonly connection: Connection,
    ended: Promise<unknown>,
    readonly extended: boolean,
  ) {
    this.closed = Promise.race([ended, new Promise<void>((resolve) => (this.#close = resolve))]);
  }

  async declareQueue({ name, arguments: args }: QueueDeclaration): Promise<void> {
    await this.#withChannel(name, (channel) => channel.queueDeclare({ queue: name, durable: true, arguments: args }));
  }

  async checkQueue(name: string): Promise<void> {
    await this.#withChannel(name, (channel) => channel.queueDeclare({ queue: name, passive: true }));
  }

  async publish(message: Outgoing): Promise<void> {
    try {
      const channel = await this.#publisher.get();
      await channel.basicPublish(toEnvelope(message), message.body);
    } catch (error) {
      throw toHowdahError(error, message.routingKey);
    }
    // The transport tells of a return one turn after it has told of the confirm that follows it.
    await this.#nextTurn();
    if (this.#returned.delete(message.messageId)) throw queueNotFound(message.routingKey);
  }

  async publishAtomic(messages: readonly Outgoing[]): Promise<void> {
    await this.#withChannel(messages[0]?.routingKey ?? '', async (channel) => {
      channel.on('basic.return', ({ messageId }) => this.#returned.add(messageId ?? ''));
      await channel.txSelect();
      await Promise.all(messages.map((message) => channel.basicPublish(toEnvelope(message), message.body)));
      await channel.txCommit();
    });
    await this.#nextTurn();
    const lost = messages.filter(({ messageId }) => this.#returned.delete(messageId));
    if (lost.length > 0) throw queueNotFound(lost[0]!.routingKey);
  }

  async subscribe(queue: string, options: SubscribeOptions): Promise<Subscription> {
    const channel = await this.#open();
    try {
      return await subscribeOn(channel, queue, { ...options, extended: this.extended });
    } catch (error) {
      await channel.close();
      throw toHowdahError(error, queue);
    }
  }

  async request(message: Outgoing, onReply: (reply: Incoming) => void): Promise<void> {
    this.#onReply = onReply;
    const channel = await this.#requester.get();
    // Answers are not stored, so neither is there a confirm to wait for: a request that is lost has no answer in time.
    await channel.basicPublish({ ...toEnvelope(message), replyTo: 'amq.rabbitmq.reply-to' }, message.body);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#channels].map((channel) => channel.close()));
    await this.connection.close();
    this.#close();
  }

  async #openPublisher(): Promise<Channel> {
    const channel = await this.#open();
    channel.on('basic.return', ({ messageId }) => this.#returned.add(messageId ?? ''));
    await channel.confirmSelect();
    return channel;
  }

  async #openRequester(): Promise<Channel> {
    const channel = await this.#open();
    await channel.basicConsume({ queue: 'amq.rabbitmq.reply-to', noAck: true }, (reply) =>
      this.#onReply(toIncoming(reply, channel, this.extended)),
    );
    return channel;
  }

  /** A channel for one step, since a refusal ends it. */
  async #withChannel(queue: string, step: (channel: Channel) => Promise<unknown>): Promise<void> {
    const channel = await this.#open();
    try {
      await step(channel);
    } catch (error) {
      throw toHowdahError(error, queue);
    } finally {
      await channel.close();
    }
  }

  async #open(): Promise<Channel> {
    const channel = await Promise.race([
      this.connection.acquire({ emitErrorsFromChannel: true }),
      this.closed.then((reason) => Promise.reject(connectionLost(reason))),
    ]);
    channel.on('error', () => undefined); // told by 'close', and to whoever waits for an answer
    this.#channels.add(channel);
    channel.once('close', () => this.#channels.delete(channel));
    return channel;
  }

  #nextTurn(): Promise<void> {
    this.#turn ??= new Promise((resolve) =>
      setImmediate(() => {
        this.#turn = undefined;
        resolve();
      }),
    );
    return this.#turn;
  }
}

/**
 * The transport does not show the server's capabilities, so it is tried: a settlement of nothing is an error everywhere, but only
 * where there is no `amq.howdah` is it one about a missing exchange.
 */
async function isExtended(connection: Connection): Promise<boolean> {
  const channel = await connection.acquire({ emitErrorsFromChannel: true });
  const refused = new Promise<unknown>((resolve) => channel.once('error', resolve));
  const request = { deliveryTag: 0, outcome: 'ack' };
  await channel.basicPublish({ exchange: 'amq.howdah', routingKey: 'settle' }, Buffer.from(JSON.stringify(request)));
  const error = await Promise.race([refused, once(connection, 'error').then(([lost]: unknown[]) => lost)]);
  const code = (error as { code?: string }).code;
  if (code === 'PRECONDITION_FAILED') return true;
  if (code === 'NOT_FOUND' || code === 'ACCESS_REFUSED') return false;
  throw error instanceof Error ? error : new HowdahError('unreachable', String(error), { remedy: 'Try again.' });
}
