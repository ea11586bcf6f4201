import type { Broker, Properties, Publisher, Reader, ReplyAddress, Session } from '@howdah/core';
import { AmqpError, type MethodIds } from '../amqp-error.js';
import type { Method } from '../codec/method-codec.js';
import type { Wire } from '../connection/wire.js';
import { methods } from '../spec/methods.js';
import { toAmqpError } from '../translate/reply-codes.js';
import type { Confirms } from './confirms.js';
import type { ChannelConsumer } from './consumer.js';
import { handle } from './handlers.js';
import { noReplyConsumer, type Publishing } from './publish.js';
import type { TopologyTurns } from './topology-turns.js';
import type { Transaction } from './transaction.js';
import { Unacked, type Owed } from './unacked.js';

/** What a channel needs of its connection. */
export interface ChannelOwner {
  readonly wire: Wire;
  readonly broker: Broker;
  readonly session: Session;
  readonly vhost: string;
  /** For attempt records and lists. */
  readonly name: string;
  readonly consumerCancelNotify: boolean;
  readonly turns: TopologyTurns;
  /** Ends the whole conversation. */
  fail(error: AmqpError): void;
  /** The number is free again. */
  channelClosed(channel: Channel): void;
  /** Bytes taken from the client and not yet stored: the measure of back-pressure. */
  publishStarted(bytes: number): void;
  publishEnded(bytes: number): void;
  logFailure(what: string, error: unknown): void;
}

type Work = Method | Publishing;

/** Work that waits its turn before the connection stops reading. */
const waitingMax = 2_000;

/**
 * One conversation of a connection: methods are done one after the other, in the order they came, so a method that has to wait for the
 * store holds up what was sent behind it (clause 4.5), and no other channel.
 */
export class Channel {
  /** closing: we closed it for an error, and the client has not said that it knows. */
  #state: 'open' | 'closing' | 'closed' = 'open';
  /** Our close was sent. */
  #closing: Promise<void> = Promise.resolve();
  #waiting: Work[] = [];
  #busy = false;
  #isPausing = false;
  #lastTag = 0;
  readonly unacked = new Unacked();
  /** Consumers whose queue went away while a method is being done: its answer goes first, as RabbitMQ has it. */
  #untold: string[] = [];
  /** Unsettled deliveries to consumers: what the channel-wide prefetch counts. */
  #held = 0;
  /** Channel-wide prefetch and the one for consumers to come; 0: no limit. */
  sharedPrefetch = 0;
  consumerPrefetch = 0;
  readonly consumers = new Map<string, ChannelConsumer>();
  /** Cancelled, and holding deliveries still. */
  readonly cancelled = new Set<ChannelConsumer>();
  /** The queue that an empty name stands for (clause 4.6). */
  lastQueue: string | null = null;
  confirms: Confirms | null = null;
  transaction: Transaction | null = null;
  reply: { readonly address: ReplyAddress; readonly tag: string } | null = null;
  readonly publisher: Publisher;
  #reader: Reader | null = null;

  constructor(
    readonly id: number,
    readonly owner: ChannelOwner,
  ) {
    this.publisher = owner.broker.messages.openPublisher(owner.session, owner.vhost);
  }

  get wire(): Wire {
    return this.owner.wire;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isClosing(): boolean {
    return this.#state === 'closing';
  }

  // ── work in order ─────────────────────────────────────────────────────────────────────────────────────────────────

  receive(work: Work): void {
    if (this.#state !== 'open') return;
    if (!this.#busy) return this.#do(work);
    this.#waiting.push(work);
    if (this.#waiting.length < waitingMax || this.#isPausing) return;
    this.#isPausing = true;
    this.wire.pause();
  }

  #do(work: Work): void {
    let done: void | Promise<void>;
    try {
      done = handle(this, work);
    } catch (thrown) {
      return this.#failAt(work, thrown);
    }
    if (done === undefined) return;
    this.#busy = true;
    done.catch((thrown: unknown) => this.#failAt(work, thrown)).finally(() => this.#doWaiting());
  }

  #doWaiting(): void {
    this.#busy = false;
    this.#tellCancelled();
    let next = 0;
    while (!this.#busy && this.#state === 'open' && next < this.#waiting.length) this.#do(this.#waiting[next++]!);
    this.#waiting = this.#state === 'open' ? this.#waiting.slice(next) : [];
    if (this.#waiting.length >= waitingMax / 2 || !this.#isPausing) return;
    this.#isPausing = false;
    this.wire.resume();
  }

  // ── deliveries ────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Deliveries may be written now. */
  get isDelivering(): boolean {
    return this.#state === 'open' && !this.wire.isCongested;
  }

  sharedCapacity(): number {
    return this.sharedPrefetch === 0 ? Infinity : this.sharedPrefetch - this.#held;
  }

  nextDeliveryTag(): number {
    return ++this.#lastTag;
  }

  owe(owed: Owed): void {
    if (owed.consumer !== null) this.#held++;
    this.unacked.add(owed);
  }

  /** It is no longer held: there is room for another. */
  settled({ consumer }: Owed): void {
    if (consumer === null) return;
    this.#held--;
    consumer.settled();
    if (consumer.holdsNothing) this.cancelled.delete(consumer);
    if (this.sharedPrefetch === 0) consumer.signal();
    else this.signalConsumers();
  }

  signalConsumers(): void {
    for (const consumer of this.consumers.values()) consumer.signal();
  }

  get reader(): Reader {
    const { broker, session, vhost } = this.owner;
    const timedOut = (limitMs: number): void => this.timedOut(limitMs);
    return (this.#reader ??= broker.consumers.openReader(session, vhost, { name: this.nameOf('get'), timedOut }));
  }

  nameOf(tag: string): string {
    return `${this.owner.name} (${this.id}) ${tag}`;
  }

  /** The queue went away: the client is told, if it can take it (clause 7.8). */
  consumerCancelled(consumer: ChannelConsumer): void {
    this.consumers.delete(consumer.tag);
    this.cancelled.add(consumer);
    if (!this.owner.consumerCancelNotify) return;
    this.#untold.push(consumer.tag);
    if (!this.#busy) this.#tellCancelled();
  }

  #tellCancelled(): void {
    for (const consumerTag of this.#untold.splice(0))
      if (this.isOpen) this.wire.out.method(this.id, 'basic.cancel', { consumerTag, nowait: true });
  }

  timedOut(limitMs: number): void {
    this.fail(
      new AmqpError(
        'PRECONDITION_FAILED',
        `delivery acknowledgement on channel ${this.id} timed out. Timeout value used: ${limitMs} ms. ` +
          `This timeout value can be configured, see the queue argument x-consumer-timeout`,
        { classId: 0, methodId: 0 },
      ),
    );
  }

  // ── publishing ────────────────────────────────────────────────────────────────────────────────────────────────────

  publishStarted(bytes: number): void {
    this.owner.publishStarted(bytes);
  }

  publishEnded(bytes: number): void {
    this.owner.publishEnded(bytes);
  }

  /** With this channel's own address in place of the name that stands for it (direct reply-to). */
  addressed(properties: Properties): Properties {
    if (properties.replyTo !== directReplyTo) return properties;
    if (this.reply === null) throw noReplyConsumer();
    return properties.with({ replyTo: this.reply.address.name });
  }

  // ── the end ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Tells the client what was wrong; afterwards nothing more is done on this channel. */
  fail(error: AmqpError): void {
    if (this.#state !== 'open') return;
    if (error.closesConnection) return this.owner.fail(error);
    this.#state = 'closing';
    const isCrossed = this.#waiting.some((work) => 'name' in work && work.name === 'channel.close');
    this.#closing = this.#release().then(() => this.#sendClose(error));
    if (isCrossed) this.crossed();
  }

  #sendClose(error: AmqpError): void {
    const { replyCode, replyText } = error;
    const { classId, methodId } = error.method ?? { classId: 0, methodId: 0 };
    this.wire.out.method(this.id, 'channel.close', { replyCode, replyText, classId, methodId });
  }

  /** The client closes what we are closing: it is answered behind our own close. */
  crossed(): void {
    void this.#closing.then(() => {
      this.wire.out.method(this.id, 'channel.close-ok', {});
      this.ended();
    });
  }

  /** The client closes it: what it holds goes back before it is told that it is done (clause 4.1). */
  async close(): Promise<void> {
    this.confirms?.writeLate(this.wire.out);
    await this.abandon();
    this.wire.out.method(this.id, 'channel.close-ok', {});
    this.owner.channelClosed(this);
  }

  /** The client knows that we closed it. */
  ended(): void {
    this.#state = 'closed';
    this.owner.channelClosed(this);
  }

  /** Without a word to the client. Resolves when everything it holds is back in its queues. */
  async abandon(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    await this.#release();
  }

  async #release(): Promise<void> {
    this.#waiting = [];
    this.confirms?.stop();
    if (this.#isPausing) this.wire.resume();
    this.#isPausing = false;
    this.reply?.address.close();
    const { consumers: verbs } = this.owner.broker;
    const held = [...this.consumers.values(), ...this.cancelled].flatMap(({ consumer }) => (consumer === null ? [] : [consumer]));
    const all = this.#reader === null ? held : [...held, this.#reader];
    this.unacked.takeAll();
    await Promise.all(all.map((one) => verbs.abandon(one))).catch((error: unknown) =>
      this.owner.logFailure('giving back what a channel held failed', error),
    );
  }

  #failAt(work: Work, thrown: unknown): void {
    this.fail(toAmqpError(thrown).at(idsOf(work)));
  }
}

/** What stands for a consumer that has no queue: RabbitMQ's direct reply-to. */
export const directReplyTo = 'amq.rabbitmq.reply-to';

function idsOf(work: Work): MethodIds {
  return 'name' in work ? methods[work.name] : methods['basic.publish'];
}
