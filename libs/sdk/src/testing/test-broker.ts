import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../client.js';
import { readDuration, type Duration } from '../duration.js';
import { HowdahError } from '../errors.js';
import type { Message } from '../message.js';
import type { Middleware } from '../middleware/middleware.js';
import type { Queue } from '../queue.js';
import { Session } from '../session/session.js';
import type { Transaction } from '../transaction/transaction.js';
import type { InProcessBroker, Peeked } from './in-process-broker.js';
import { createInProcessBroker } from './in-process-link.js';

type AnyQueue = Queue<never, unknown>;

/** The broker itself in this process, without server and sockets, on a clock of its own. */
export class TestBroker implements AsyncDisposable {
  /** What failed in handlers and connections, oldest first. */
  readonly errors: unknown[] = [];
  readonly #clients: Client[] = [];
  readonly #handled: Message[] = [];
  readonly #failures = new Map<string, Error[]>();
  readonly #waiting = new Set<() => void>();

  constructor(private readonly broker: InProcessBroker) {}

  /** As `connect` makes it, in place of the client of the service under test. */
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

  /** A transaction in place of the application's: committed when the work resolves, rolled back when it rejects. */
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

  /** Lets so much time pass for the broker: delays, backoffs, times to live. Handlers' own timers do not see it. */
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
   * `request_timeout` after `timeout` of real time, by default 5 s.
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

  /** Messages that wait in the queue, of whatever state. */
  async peek(queue: AnyQueue): Promise<readonly Peeked[]> {
    return this.broker.peek(queue.name);
  }

  async count(queue: AnyQueue): Promise<{ readonly ready: number; readonly inFlight: number; readonly delayed: number }> {
    return this.broker.count(queue.name);
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.broker.stop();
  }

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

/** Starts with no queues and no messages. */
export async function createTestBroker(): Promise<TestBroker> {
  return new TestBroker(await createInProcessBroker());
}

const notSeen = (queue: string): HowdahError =>
  new HowdahError('request_timeout', `no handler of queue '${queue}' has finished with such a message in time`, {
    remedy: 'See errors of the test broker, and whether the message was published, delayed or dead-lettered.',
  });
