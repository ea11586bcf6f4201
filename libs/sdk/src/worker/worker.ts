import { HowdahError } from '../errors.js';
import type { Incoming, Subscription } from '../link/link.js';
import type { Queue } from '../queue.js';
import { Backoff } from '../session/backoff.js';
import { isFatal, type Session } from '../session/session.js';
import { pause, untilAborted } from '../session/wait.js';
import { Shutdown } from './shutdown.js';
import { isEnded, transition, type WorkerState } from './worker-state.js';

/** How a worker is. */
export interface WorkerHealth {
  /** What it does. */
  readonly state: WorkerState;
  /** False when it has ended, or has had no connection for longer than a minute: what a liveness probe asks. */
  readonly healthy: boolean;
  /** Messages in handlers now. */
  readonly inFlight: number;
  /** When a message last came, ms since 1970; null before the first. */
  readonly lastDeliveryAt: number | null;
  /** When it last began or stopped to be subscribed, ms since 1970. */
  readonly since: number;
  /** The last error of connection or subscription; undefined while it is subscribed. */
  readonly lastError: unknown;
}

export interface WorkerContext {
  readonly session: Session;
  readonly queue: Queue<never, unknown>;
  readonly concurrency: number;
  /** Deliveries carry the token by which a transaction acknowledges them. */
  readonly transactional: boolean;
  /** Handles one message and settles it; never rejects. */
  readonly handle: (message: Incoming, shutdown: Shutdown) => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly drainTimeoutMs: number;
  readonly onClosed: (worker: Worker) => void;
}

const lostTooLongMs = 60_000;

/**
 * Consumes a queue until it is closed, over as many connections as that takes. Made by `client.consume`.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import type { Worker } from '@howdah/sdk';
 *
 * declare const worker: Worker;
 * createServer((_, answer) => answer.writeHead(worker.health().healthy ? 200 : 503).end()).listen(8080); // a liveness probe
 * await worker.done; // rejects when it can no longer consume
 * ```
 */
export class Worker implements AsyncDisposable {
  /**
   * Resolves when it was closed; rejects when it can no longer consume: `login_refused`, `access_refused`, `queue_not_found`,
   * `queue_mismatch` and other errors that no repetition mends. It is no unhandled rejection when nobody looks.
   */
  readonly done: Promise<void>;
  readonly #stopping = new AbortController();
  /** Tells handlers to end. */
  readonly #shutdown = new Shutdown();
  #inFlight = 0;
  #whenSettled: () => void = () => undefined;
  #subscription: Subscription | undefined;
  #state: WorkerState = 'connecting';
  #since = Date.now();
  #lastDeliveryAt: number | null = null;
  #lastError: unknown;
  #markReady!: () => void;
  readonly #ready = new Promise<void>((resolve) => (this.#markReady = resolve));

  /** @internal */
  constructor(private readonly context: WorkerContext) {
    this.done = this.#run();
    this.done.catch(() => undefined);
  }

  /** The name of its queue. */
  get queue(): string {
    return this.context.queue.name;
  }

  /** Resolves with the worker when it is subscribed for the first time; rejects as `done` when that cannot be. */
  async ready(): Promise<this> {
    await Promise.race([this.#ready, this.done]);
    return this;
  }

  /** How it is now. Costs nothing: it asks nobody. */
  health(): WorkerHealth {
    const lost = this.#state === 'connecting' && Date.now() - this.#since > lostTooLongMs;
    return {
      state: this.#state,
      healthy: !isEnded(this.#state) && !lost,
      inFlight: this.#inFlight,
      lastDeliveryAt: this.#lastDeliveryAt,
      since: this.#since,
      lastError: this.#lastError,
    };
  }

  /**
   * Takes no more messages and waits for the handlers, at most `drainTimeout` of its options; then their signals are aborted and what
   * they hold is released, which burns no attempt.
   */
  async close(): Promise<void> {
    this.#enter('draining');
    this.#stopping.abort();
    await this.done.catch(() => undefined);
    this.context.onClosed(this);
  }

  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(): Promise<void> {
    const backoff = new Backoff({ baseMs: 100, maxMs: 10_000 });
    const stopping = AbortSignal.any([this.#stopping.signal, this.context.session.closing]);
    while (!stopping.aborted) {
      await this.#consumeOnce(stopping, backoff);
      if (!stopping.aborted) await pause(backoff.next(), stopping).catch(() => undefined);
    }
    try {
      await this.#drain();
    } finally {
      this.context.onClosed(this);
    }
  }

  /** Until the subscription ends. Throws what no repetition mends. */
  async #consumeOnce(stopping: AbortSignal, backoff: Backoff): Promise<void> {
    const { session, queue } = this.context;
    try {
      const subscription = await this.#subscribe(stopping);
      this.#subscription = subscription;
      backoff.reset();
      this.#enter('running');
      this.#markReady();
      const reason = await untilAborted(subscription.ended, stopping);
      session.forget(queue);
      await subscription.close();
      this.#failedOnce(reason);
    } catch (error) {
      if (stopping.aborted) return;
      this.#failedOnce(error);
      if (isFatal(error)) {
        this.#enter('failed');
        throw error;
      }
    }
  }

  async #subscribe(signal: AbortSignal): Promise<Subscription> {
    const { session, queue, concurrency, transactional } = this.context;
    const link = await session.link(signal);
    await session.declare(link, queue);
    const onMessage = (message: Incoming): void => this.#take(message);
    return link.subscribe(queue.name, { prefetch: concurrency, showsToken: transactional, onMessage });
  }

  #take(message: Incoming): void {
    this.#lastDeliveryAt = Date.now();
    if (this.#stopping.signal.aborted) return message.settle({ outcome: 'release' });
    this.#inFlight++;
    void this.context.handle(message, this.#shutdown).then(this.#handled);
  }

  readonly #handled = (): void => {
    this.#inFlight--;
    if (this.#inFlight === 0) this.#whenSettled();
  };

  async #drain(): Promise<void> {
    this.#enter('draining');
    await this.#subscription?.cancel();
    const limit = new AbortController();
    await Promise.race([this.#settled(), pause(this.context.drainTimeoutMs, limit.signal).catch(() => undefined)]);
    limit.abort();
    this.#shutdown.begin(
      new HowdahError('closed', 'the worker is closing', { remedy: 'Nothing: the message is delivered again.' }),
    );
    // A handler that heeds its signal has settled by the next turn; what others hold goes back with the channel.
    await new Promise(setImmediate);
    await this.#subscription?.close();
    this.#enter('stopped');
  }

  /** No more messages come by now. */
  #settled(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#whenSettled = resolve));
  }

  #failedOnce(error: unknown): void {
    this.#lastError = error;
    this.#enter('connecting');
    this.context.onError(error);
  }

  #enter(state: WorkerState): void {
    const entered = transition(this.#state, state);
    if (entered === this.#state) return;
    this.#state = entered;
    this.#since = Date.now();
    if (entered === 'running') this.#lastError = undefined;
  }
}
