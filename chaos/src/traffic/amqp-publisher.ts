import type { ChannelModel, ConfirmChannel } from 'amqplib';
import { anyAborted, keepConnected } from './amqp-session.js';
import type { ClientContext } from './client.js';
import { exchange, queues } from './topology.js';

/** A message until it is confirmed. */
interface Outstanding {
  readonly sequence: number;
  /** Counts from 0; each try is a message of its own, since nobody knows what became of the one before. */
  tries: number;
}

/** Messages ahead of their confirms. */
const aheadMax = 200;
const queueNames = queues.map(({ name }) => name);

/** Publishes with confirms, and again what was not confirmed when the connection was lost or the broker refused it. */
export class AmqpPublisher {
  readonly #waiting: Outstanding[] = [];
  readonly #underWay = new Set<Outstanding>();
  #channels = 0;
  #next = 0;
  #isPublishing = true;

  constructor(
    readonly context: ClientContext,
    private readonly everyMs: number,
  ) {}

  run(): Promise<void> {
    return keepConnected(this.context, (connection, _broker, ended) => this.#session(connection, ended));
  }

  /** Nothing new; what is under way goes on until it is confirmed. */
  finish(): void {
    this.#isPublishing = false;
  }

  get isDone(): boolean {
    return !this.#isPublishing && this.#waiting.length === 0 && this.#underWay.size === 0;
  }

  async #session(connection: ChannelModel, ended: AbortSignal): Promise<void> {
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined); // 'close' follows
    const closed = new Promise<void>((resolve) => channel.once('close', resolve));
    const publisher = `${this.context.name}/${++this.#channels}`;
    let number = 0;
    const publish = () => {
      const message = this.#take();
      if (message !== undefined) this.#publish(channel, message, publisher, ++number);
    };
    const timer = setInterval(publish, this.everyMs);
    try {
      await Promise.race([closed, anyAborted(this.context.stopped, ended)]);
    } finally {
      clearInterval(timer);
      this.#waiting.unshift(...this.#underWay);
      this.#underWay.clear();
    }
  }

  #take(): Outstanding | undefined {
    if (this.#underWay.size >= aheadMax) return undefined;
    return this.#waiting.shift() ?? (this.#isPublishing ? { sequence: ++this.#next, tries: 0 } : undefined);
  }

  #publish(channel: ConfirmChannel, message: Outstanding, publisher: string, number: number): void {
    const { history, name: client } = this.context;
    const id = `${client}.${message.sequence}.${message.tries++}`;
    this.#underWay.add(message);
    history.add({ type: 'published', id, client, publisher, number, queues: queueNames, repeats: false });
    channel.publish(exchange, '', Buffer.from(id), { persistent: true, messageId: id }, (error: unknown) => {
      // A session that has ended has taken it back already.
      const isOurs = this.#underWay.delete(message);
      if (error === null || error === undefined) history.add({ type: 'confirmed', id, client });
      else if (isOurs) this.#waiting.unshift(message);
    });
  }
}
