import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../client.js';
import { readDuration, type Duration } from '../duration.js';
import { HowdahError } from '../errors.js';
import type { Message } from '../message.js';
import type { Middleware } from '../middleware/middleware.js';
import type { Queue } from '../queue.js';
import { Session } from '../session/session.js';
import type { Transaction } from '../transaction/transaction.js';
import type { InProcessBroker, Peeked, QueueCount } from './in-process-broker.js';
import { createInProcessBroker } from './in-process-link.js';

type AnyQueue = Queue<never, unknown>;

/**
 * The broker itself in this process, without server and sockets, on a clock of its own that stands still until it is advanced. Made by
 * {@link createTestBroker}.
 *
 * @example
 * ```ts
 * import { defineQueue } from '@howdah/sdk';
 * import { createTestBroker } from '@howdah/sdk/testing';
 *
 * await using broker = await createTestBroker();
 * const reminders = defineQueue<string>('reminders');
 * const client = broker.connect();
 * client.consume(reminders, () => undefined);
 * await client.publish(reminders, 'pay', { delay: '5m' });
 * await broker.advance('5m');
 * await broker.waitFor(reminders, ({ data }) => data === 'pay');
 * ```
 */
export class TestBroker implements AsyncDisposable {
  /** What failed in handlers and connections, oldest first. */
  readonly errors: unknown[] = [];
  readonly #clients: Client[] = [];
  readonly #handled: Message[] = [];
  readonly #failures = new Map<string, Error[]>();
  readonly #waiting = new Set<() => void>();

  /** @internal */
  constructor(private readonly broker: InProcessBroker) {}

  /** A client as `connect` makes it, to be given to the service under test. Closed with the broker. */
  connect(): Client {
    const onError = (error: unknown): void => void this.errors.push(error);
    const session = new Session({
      ...{ addresses: ['in-process'], onError },
      openLink: () => this.broker.openLink(),
      backoff: { baseMs: 1, maxMs: 10 },
    });
    const client = new Client({ session, onError, publishTimeoutMs: 30_000, vhost: '/' }).use(this.#observer());
    this.#clients.push(client);
    return client;
  }

  /**
   * A transaction in place of the application's: committed when the work resolves, rolled back when it rejects.
   *
   * @throws HowdahError `lease_lost` when it commits an acknowledgment of a message that was taken back. What the work throws.
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const tx = this.broker.begin();
    const result = await work(tx);
    await tx.commit();
    return result;
  }

  /** ms since 1970, as the broker sees it. */
  now(): number {
    return this.broker.now();
  }

  /**
   * Lets so much time pass for the broker: delays, backoffs, times to live, each in its order. Handlers' own timers do not see it. Minutes
   * take a fraction of a second, days take long.
   */
  async advance(duration: Duration): Promise<void> {
    await this.broker.advance(readDuration(duration, 'the time to advance'));
  }

  /** The next message of this queue fails with this error before its handler sees it; called n times, the next n. */
  failNext(queue: AnyQueue, error: Error = new Error('failed on purpose')): void {
    const failures = this.#failures.get(queue.name) ?? [];
    this.#failures.set(queue.name, [...failures, error]);
  }

  /**
   * Resolves with the first message that a handler of this queue has finished with and that fits, also one from before.
   *
   * @param queue - Whose handler.
   * @param predicate - Whether it is the message that is waited for. Default: any.
   * @param options - `timeout` is real time, by default 5 s.
   * @throws HowdahError `request_timeout` when there was none in time.
   */
  async waitFor<T>(
    queue: Queue<never, T>,
    predicate: (message: Message<T>) => boolean = () => true,
    { timeout = '5s' }: { readonly timeout?: Duration } = {},
  ): Promise<Message<T>> {
    const late = AbortSignal.timeout(readDuration(timeout, 'timeout'));
    for (;;) {
      const found = this.#handled.find((message) => message.queue === queue.name && predicate(message as Message<T>));
      if (found !== undefined) return found as Message<T>;
      if (late.aborted) throw notSeen(queue.name);
      await this.#somethingHandled(late);
    }
  }

  /** Up to 100 messages of the queue, of whatever state, oldest first; nothing is taken. `queue_not_found`. */
  async peek(queue: AnyQueue): Promise<readonly Peeked[]> {
    return this.broker.peek(queue.name);
  }

  /** How many messages of the queue are ready, in handlers, and waiting for their time. `queue_not_found`. */
  async count(queue: AnyQueue): Promise<QueueCount> {
    return this.broker.count(queue.name);
  }

  /** Closes its clients and ends it. */
  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.broker.stop();
  }

  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #observer(): Middleware {
    return {
      name: 'test broker',
      handle: async (message, next) => {
        const [failure, ...rest] = this.#failures.get(message.queue) ?? [];
        if (failure !== undefined) {
          this.#failures.set(message.queue, rest);
          throw failure;
        }
        const result = await next();
        this.#handled.push(message);
        for (const wake of this.#waiting) wake();
        return result;
      },
    };
  }

  async #somethingHandled(late: AbortSignal): Promise<void> {
    let wake!: () => void;
    const handled = new Promise<void>((resolve) => (wake = resolve));
    this.#waiting.add(wake);
    const stop = new AbortController();
    await Promise.race([
      handled,
      sleep(2 ** 31 - 1, undefined, { signal: AbortSignal.any([late, stop.signal]) }).catch(() => undefined),
    ]);
    stop.abort();
    this.#waiting.delete(wake);
  }
}

/** Starts a broker for tests, with no queues and no messages. Any number may run at once. */
export async function createTestBroker(): Promise<TestBroker> {
  return new TestBroker(await createInProcessBroker());
}

const notSeen = (queue: string): HowdahError =>
  new HowdahError('request_timeout', `no handler of queue '${queue}' has finished with such a message in time`, {
    remedy: 'See errors of the test broker, and whether the message was published, delayed or dead-lettered.',
  });
