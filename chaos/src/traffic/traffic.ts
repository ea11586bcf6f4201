import { setTimeout as pause } from 'node:timers/promises';
import amqp from 'amqplib';
import type { History } from '../history/history.js';
import { within } from '../limit.js';
import type { Broker } from '../stage/broker.js';
import { consumeOverAmqp } from './amqp-consumer.js';
import { AmqpPublisher } from './amqp-publisher.js';
import type { ClientContext } from './client.js';
import { countMessages } from './http.js';
import { consumeOverRest } from './rest-consumer.js';
import { RestPublisher } from './rest-publisher.js';
import { SdkPublisher } from './sdk-publisher.js';
import { declare, held, ordered, polled, queues, shared } from './topology.js';

/** How long a message stays with the consumers that keep it, ms. */
const holdMs = 1_500;
/** After the last fault, for all confirms, and then again for all deliveries, ms. */
const settleMsMax = 90_000;
const lookEveryMs = 200;
/** For a client to end that was told to, s. */
const endSecondsMax = 30;

/** A client that runs until it is stopped. */
interface Client {
  readonly context: ClientContext;
  run(): Promise<void>;
}

interface Publishing extends Client {
  readonly isDone: boolean;
  finish(): void;
}

/** Publishers and consumers over AMQP, HTTP and the SDK, spread over the brokers, which find another when theirs is gone. */
export class Traffic {
  readonly #publishing: readonly Publishing[];
  readonly #consuming: readonly Client[];
  readonly #stopped = new AbortController();
  /** By their names. */
  readonly #running = new Map<string, Promise<void>>();

  constructor(
    /** Begins the names of clients and messages. */
    private readonly round: string,
    private readonly history: History,
    private readonly brokers: readonly Broker[],
    /** ms between two messages of a publisher. */
    everyMs: number,
  ) {
    const everywhere = brokers.map((_, home) => home);
    this.#publishing = [
      ...everywhere.map((home) => new AmqpPublisher(this.#client('amqp', home), everyMs)),
      ...[0, 1].map((home) => new RestPublisher(this.#client('rest', home), 5 * everyMs)),
      new SdkPublisher(this.#client('sdk', 0), 2 * everyMs),
    ];
    const amqpConsumer = (home: number, queue: string, prefetch: number, keptMs: number): Client => {
      const context = this.#client(`on-${queue}`, home);
      return { context, run: () => consumeOverAmqp(context, { queue, prefetch, holdMs: keptMs }) };
    };
    const restConsumer = (home: number): Client => {
      const context = this.#client('on-polled', home);
      return { context, run: () => consumeOverRest(context, polled.name) };
    };
    this.#consuming = [
      ...everywhere.map((home) => amqpConsumer(home, shared.name, 50, 0)),
      ...everywhere.map((home) => amqpConsumer(home, held.name, 200, holdMs)),
      ...[1, 2].map((home) => amqpConsumer(home, ordered.name, 20, 0)),
      ...[0, 2].map(restConsumer),
    ];
  }

  async start(): Promise<void> {
    const connection = await amqp.connect(this.brokers[0]!.amqpUrl);
    await declare(await connection.createChannel());
    await connection.close();
    for (const client of [...this.#consuming, ...this.#publishing]) this.#running.set(client.context.name, client.run());
  }

  /** Nothing new is published; waits until everything was confirmed, delivered and acknowledged, as long as there is hope. */
  async finish(): Promise<void> {
    for (const publisher of this.#publishing) publisher.finish();
    await until(async () => this.#publishing.every(({ isDone }) => isDone));
    for (const { name } of queues) await this.#drain(name);
    this.stop();
    await Promise.all([...this.#running].map(([name, ended]) => within(endSecondsMax, `end of client ${name}`, ended)));
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #drain(queue: string): Promise<void> {
    let messages = Infinity; // nobody has said
    await until(async () => {
      messages = Math.max(...(await Promise.all(this.brokers.map((broker) => countMessages(broker, queue)))));
      return messages === 0;
    });
    this.history.add({ type: 'counted', queue, messages });
  }

  #client(kind: string, home: number): ClientContext {
    const { history, brokers } = this;
    return { name: `${this.round}.${kind}${home}`, history, brokers, home, stopped: this.#stopped.signal };
  }
}

/** Until it is so, or for as long as it may take: what is not so then, the check finds. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + settleMsMax;
  while (performance.now() < end && !(await isSo().catch(() => false))) await pause(lookEveryMs);
}
