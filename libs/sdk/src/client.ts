import { readDuration, type Duration } from './duration.js';
import { HowdahError, isHowdahError } from './errors.js';
import type { Link, Outgoing } from './link/link.js';
import type { Message } from './message.js';
import { messagesOf, type OpenMessage } from './messages.js';
import { around, type Middleware } from './middleware/middleware.js';
import { prepare, type Published, type PublishOptions } from './publish.js';
import type { Queue } from './queue.js';
import { createReply, Requests } from './requests.js';
import { Deadline, type Wait } from './session/deadline.js';
import type { Session } from './session/session.js';
import { createHandling, type Handler } from './worker/handling.js';
import type { Transaction } from './transaction/transaction.js';
import { Worker } from './worker/worker.js';

/** How a worker works. */
export interface ConsumeOptions {
  /** Messages in handlers at a time, and what the broker hands out before any is settled. From 1. Default 10. */
  readonly concurrency?: number;
  /** How long a handler may take; then its signal is aborted and the attempt has failed (`handler_timeout`). Default 15 min. */
  readonly timeout?: Duration;
  /** How long closing waits for handlers. Default 25 s, less than the 30 s that Kubernetes gives. */
  readonly drainTimeout?: Duration;
  /** Handlers may acknowledge inside a transaction, by `message.ack({ tx })`. Costs a header for each delivery. Default false. */
  readonly transactional?: boolean;
  /** Closes the worker, as `close` does. */
  readonly signal?: AbortSignal;
}

/** One message of a batch. */
export interface BatchItem<T> {
  /** Where it goes. */
  readonly queue: Queue<T, unknown>;
  /** What is published. */
  readonly data: T;
  /** As those of `publish`; signal and transaction are the batch's. */
  readonly options?: Omit<PublishOptions, 'signal'>;
}

/** What became of one message of a batch that is not atomic. */
export type BatchResult =
  | Published
  | {
      /** Why it is not stored, or not known to be. */
      readonly error: Error;
    };

/** @internal */
export interface ClientOptions {
  readonly session: Session;
  /** Told of everything that nobody waits for. */
  readonly onError: (error: unknown, message?: Message) => void;
  /** How long a publish waits for a connection and its confirm, ms. */
  readonly publishTimeoutMs: number;
  /** Of all addresses. */
  readonly vhost: string;
}

/** Publishes and consumes, over one connection that is opened anew when it is lost. Made by `connect`. */
export class Client implements AsyncDisposable {
  readonly #middlewares: Middleware[] = [];
  readonly #workers = new Set<Worker>();
  readonly #requests = new Requests();
  readonly #session: Session;
  readonly #deadline: Deadline;

  /** @internal */
  constructor(private readonly options: ClientOptions) {
    this.#session = options.session;
    this.#deadline = new Deadline(options.publishTimeoutMs, () => timedOut(options.publishTimeoutMs));
  }

  /** The virtual host that it publishes to and consumes from. */
  get vhost(): string {
    return this.options.vhost;
  }

  /** Whether there is a connection now. Without one it is about to open the next: publishes wait for it. */
  get isConnected(): boolean {
    return this.#session.isConnected;
  }

  /** Every worker that was not closed, in the order of `consume`; one that has failed stays until somebody closes it. */
  get workers(): readonly Worker[] {
    return [...this.#workers];
  }

  /** Adds a layer around everything that is published and every worker that is made from now on. The first one is the outermost. */
  use(middleware: Middleware): this {
    this.#middlewares.push(middleware);
    return this;
  }

  /**
   * Resolves when the broker has stored it. A publish that a lost connection leaves open is repeated, so the queue may have it twice,
   * under one id.
   *
   * With `tx` it resolves when the transaction has the message; it is published once, when that commits.
   *
   * @throws HowdahError `schema_invalid`, `not_serialisable`, `invalid_option` before anything is sent; `queue_not_found`,
   * `queue_mismatch`, `not_stored`, `access_refused`, `message_refused` by the broker; `unsupported` for a delay where there is none;
   * `unreachable` after `publishTimeout`; with `tx` also `wrong_database`. The reason of an aborted signal: whether it was stored is then
   * not known.
   * @example
   * ```ts
   * import { connect, defineQueue } from '@howdah/sdk';
   *
   * const orders = defineQueue<{ id: string }>('orders');
   * const client = await connect('amqp://guest:guest@127.0.0.1:5672');
   * const { id } = await client.publish(orders, { id: 'a-1' }, { idempotencyKey: 'a-1', headers: { tenant: 'acme' } });
   * ```
   */
  async publish<T>(queue: Queue<T, unknown>, data: NoInfer<T>, options: PublishOptions = {}): Promise<Published> {
    const message = await prepare(queue, data, options);
    if (options.tx === undefined) await this.#send([queue], message, (link) => link.publish(message), options.signal);
    else await this.#publishIn(options.tx, [queue], [message]);
    return { id: message.messageId };
  }

  /**
   * Publishes many. `atomic`, the default: all in one commit or none, and then it rejects. Otherwise a result for each item, in order.
   *
   * @throws HowdahError As `publish`, unless `atomic` is false.
   * @example
   * ```ts
   * import { connect, defineQueue } from '@howdah/sdk';
   *
   * const orders = defineQueue<{ id: number }>('orders');
   * const client = await connect('amqp://guest:guest@127.0.0.1:5672');
   * const items = [1, 2, 3].map((id) => ({ queue: orders, data: { id } }));
   * await client.publishBatch(items); // all or none
   * const results = await client.publishBatch(items, { atomic: false });
   * for (const result of results) if ('error' in result) console.error(result.error);
   * ```
   */
  async publishBatch<T>(
    items: readonly BatchItem<T>[],
    options?: { readonly atomic?: true; readonly signal?: AbortSignal; readonly tx?: Transaction },
  ): Promise<readonly Published[]>;
  async publishBatch<T>(
    items: readonly BatchItem<T>[],
    options: { readonly atomic: false; readonly signal?: AbortSignal },
  ): Promise<readonly BatchResult[]>;
  async publishBatch<T>(
    items: readonly BatchItem<T>[],
    { atomic = true, signal, tx }: { readonly atomic?: boolean; readonly signal?: AbortSignal; readonly tx?: Transaction } = {},
  ): Promise<readonly BatchResult[]> {
    if (!atomic) return Promise.all(items.map((item) => this.#publishItem(item, signal)));
    if (items.length === 0) return [];
    const messages = await Promise.all(items.map(({ queue, data, options = {} }) => prepare(queue, data, options)));
    const queues = [...new Set(items.map(({ queue }) => queue))];
    if (tx === undefined)
      await this.#together(messages, () => this.#deliver(queues, messages, (link) => link.publishAtomic(messages), signal));
    else await this.#publishIn(tx, queues, messages);
    return messages.map(({ messageId }) => ({ id: messageId }));
  }

  /**
   * Calls the handler for each message. A handler that returns has done its work; one that throws has not: see {@link Outcome}. What it
   * returns is the answer to a {@link Client.request | request}, and nothing otherwise.
   *
   * It returns at once; `worker.ready()` waits for the subscription, and `worker.done` tells of its end.
   *
   * @throws HowdahError `invalid_option` for durations that are none. Everything else rejects `worker.done`.
   * @example
   * ```ts
   * import { connect, defineQueue } from '@howdah/sdk';
   *
   * const orders = defineQueue<{ id: string }>('orders');
   * const client = await connect('amqp://guest:guest@127.0.0.1:5672');
   * const worker = client.consume(orders, async ({ data }, { signal }) => {
   *   await fetch(`https://shipping.example/${data.id}`, { method: 'POST', signal });
   * });
   * await worker.done;
   * ```
   */
  consume<In, Out>(queue: Queue<In, Out>, handler: Handler<Out>, options: ConsumeOptions = {}): Worker {
    const { concurrency = 10, timeout = '15m', drainTimeout = '25s', transactional = false, signal } = options;
    const { onError } = this.options;
    const handle = createHandling({
      ...{ queue, handler, onError },
      timeoutMs: readDuration(timeout, 'timeout'),
      middlewares: [...this.#middlewares],
      reply: createReply((reply) => this.#layers(async (message) => (await this.#session.link()).publish(message))(reply)),
    });
    const worker = new Worker({
      ...{ session: this.#session, queue, concurrency, transactional, handle, onError },
      drainTimeoutMs: readDuration(drainTimeout, 'drainTimeout'),
      onClosed: (closed) => this.#workers.delete(closed),
    });
    this.#workers.add(worker);
    signal?.addEventListener('abort', () => void worker.close(), { once: true });
    if (signal?.aborted === true) void worker.close();
    return worker;
  }

  /**
   * The messages of a queue one after the other. Asking for the next one acknowledges the last; leaving the loop releases it, unless it
   * was settled. Ends with the signal.
   *
   * @param queue - Where to consume.
   * @param options - As those of `consume`.
   * @throws HowdahError When the queue can no longer be consumed, as `worker.done`.
   * @example
   * ```ts
   * import { connect, defineQueue } from '@howdah/sdk';
   *
   * const orders = defineQueue<{ id: string }>('orders');
   * const client = await connect('amqp://guest:guest@127.0.0.1:5672');
   * for await (const message of client.messages(orders, { signal: AbortSignal.timeout(60_000) })) {
   *   if (message.data.id === '') message.fail(new Error('no id'));
   * }
   * ```
   */
  messages<In, Out>(
    queue: Queue<In, Out>,
    { signal, transactional = false }: Pick<ConsumeOptions, 'signal' | 'transactional'> = {},
  ): AsyncGenerator<OpenMessage<Out>> {
    const options = { concurrency: 1, timeout: '7d', drainTimeout: 0, transactional } as const;
    return messagesOf((handler) => this.consume(queue, handler, options), signal);
  }

  /**
   * Publishes and resolves with what the handler on the other side returns. Neither the request outlives `timeout` nor is the answer
   * stored.
   *
   * @param queue - Where the other side consumes.
   * @param data - The request.
   * @param options - As those of `publish`; `timeout` is how long to wait for the answer, by default 30 s.
   * @throws HowdahError `request_timeout` when there is none in time, `request_failed` when the message was rejected, and what `publish`
   * throws.
   * @example
   * ```ts
   * import { connect, defineQueue } from '@howdah/sdk';
   *
   * const squares = defineQueue<number>('squares');
   * const client = await connect('amqp://guest:guest@127.0.0.1:5672');
   * client.consume(squares, ({ data }) => data * data);
   * const square = await client.request<number, number>(squares, 12, { timeout: '2s' });
   * ```
   */
  async request<T, Reply = unknown>(
    queue: Queue<T, unknown>,
    data: NoInfer<T>,
    { timeout = '30s', ...options }: PublishOptions & { readonly timeout?: Duration } = {},
  ): Promise<Reply> {
    const ms = readDuration(timeout, 'timeout');
    const message = await prepare(queue, data, options);
    const pending = this.#requests.open(queue.name, ms, options.signal);
    const request = { ...message, correlationId: pending.id, ttlMs: ms };
    try {
      await this.#send([queue], request, (link) => link.request(request, this.#requests.receive), options.signal);
      return (await pending.answer) as Reply;
    } finally {
      pending.close();
    }
  }

  /**
   * Declares queues with their dead-letter queues, so that a service tells at its start what is wrong with them. A queue with
   * `declare: false` is looked for.
   *
   * @param queues - Those that the service uses.
   * @throws HowdahError `queue_not_found`, `queue_mismatch`, `access_refused`; `unreachable` after `publishTimeout`.
   * @example
   * ```ts
   * import { connect, defineQueue } from '@howdah/sdk';
   *
   * const client = await connect('amqp://guest:guest@127.0.0.1:5672');
   * await client.declare(defineQueue('orders'), defineQueue('invoices', { declare: false }));
   * ```
   */
  declare(...queues: readonly Queue<never, unknown>[]): Promise<void> {
    return this.#deliver(queues, [], async () => undefined, undefined);
  }

  /** Publishes a message as it has left the middlewares before; for the relay of an outbox. @internal */
  forward(message: Outgoing, signal: AbortSignal): Promise<void> {
    return this.#deliver([], [message], (link) => link.publish(message), signal);
  }

  /** Closes the workers, each within its `drainTimeout`, then the connection. What is published afterwards is refused with `closed`. */
  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.close()));
    await this.#session.close();
  }

  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #publishItem<T>({ queue, data, options }: BatchItem<T>, signal?: AbortSignal): Promise<BatchResult> {
    try {
      return await this.publish(queue, data, { ...options, ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      return { error: error as Error };
    }
  }

  #send<T>(
    queues: readonly Queue<T, unknown>[],
    message: Outgoing,
    step: (link: Link) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    return this.#layers(() => this.#deliver(queues, [message], step, signal))(message);
  }

  /** Each message passes the middlewares; the last one of them to arrive takes the step for all. */
  async #together(messages: readonly Outgoing[], step: () => Promise<void>): Promise<void> {
    const gate = new Gate(messages.length, step);
    await Promise.all(messages.map((message) => this.#layers(() => gate.pass())(message)));
  }

  /** No broker needs to be reachable for it: it is just the queues that are declared if one is. */
  async #publishIn(tx: Transaction, queues: readonly Queue<never, unknown>[], messages: readonly Outgoing[]): Promise<void> {
    if (this.isConnected) {
      const link = await this.#session.link();
      for (const queue of queues) await this.#session.declare(link, queue);
    }
    await this.#together(messages, () => tx.publish(messages, this.vhost));
  }

  /** Until it is done, refused, or out of time. */
  async #deliver(
    queues: readonly Queue<never, unknown>[],
    messages: readonly Outgoing[],
    step: (link: Link) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const untilDone = async (wait: Wait): Promise<void> => {
      while (!wait.isOver) {
        try {
          const link = await this.#session.link();
          if (!link.extended) refuseDelay(messages);
          for (const queue of queues) await this.#session.declare(link, queue);
          return await step(link);
        } catch (error) {
          if (!isHowdahError(error) || error.code !== 'connection_lost') throw error;
        }
      }
    };
    try {
      await this.#deadline.until(untilDone, signal);
    } catch (error) {
      if (isHowdahError(error) && error.code === 'queue_not_found') for (const queue of queues) this.#session.forget(queue);
      throw error;
    }
  }

  #layers(last: (message: Outgoing) => Promise<void>): (message: Outgoing) => Promise<void> {
    if (this.#middlewares.length === 0) return last;
    const layers = this.#middlewares.flatMap((one) => (one.publish === undefined ? [] : [one.publish.bind(one)]));
    return around<[Outgoing], void>(layers, last);
  }
}

/** The last to pass opens it for all. */
class Gate {
  readonly #opened: Promise<void>;
  #open!: (result: Promise<void>) => void;

  constructor(
    private missing: number,
    private readonly step: () => Promise<void>,
  ) {
    this.#opened = new Promise((resolve) => (this.#open = resolve));
  }

  pass(): Promise<void> {
    if (--this.missing === 0) this.#open(this.step());
    return this.#opened;
  }
}

function refuseDelay(messages: readonly Outgoing[]): void {
  if (messages.every(({ delayMs }) => delayMs === undefined)) return;
  throw new HowdahError('unsupported', 'this broker cannot delay messages', {
    remedy: 'Connect to Howdah, or publish it when it is due.',
  });
}

const timedOut = (ms: number): HowdahError =>
  new HowdahError('unreachable', `no broker has confirmed the message within ${ms} ms`, {
    remedy: 'Publish it again with the same idempotency key; it may have been stored.',
  });
