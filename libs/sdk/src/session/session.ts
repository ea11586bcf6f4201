import { closedError, isHowdahError, type HowdahError } from '../errors.js';
import type { Link, OpenLink, QueueDeclaration } from '../link/link.js';
import type { Queue } from '../queue.js';
import { Backoff, type BackoffOptions } from './backoff.js';
import { pause, untilAborted } from './wait.js';

export interface SessionOptions {
  readonly addresses: readonly string[];
  readonly openLink: OpenLink;
  readonly backoff: BackoffOptions;
  readonly onError: (error: unknown) => void;
}

/** Has a link to one of the addresses, or is about to open one. */
export class Session {
  readonly #closing = new AbortController();
  readonly #backoff: Backoff;
  /** What was declared on the link. Two definitions of one name are two: that they agree is for the broker to say. */
  #declared = new Map<Queue<never, unknown>, Promise<void>>();
  #link: Promise<Link> | undefined;
  #current: Link | undefined;
  #address: number;

  constructor(private readonly options: SessionOptions) {
    this.#backoff = new Backoff(options.backoff);
    // Many clients with the same list do not all go to its first address.
    this.#address = Math.floor(Math.random() * options.addresses.length);
  }

  get isConnected(): boolean {
    return this.#current !== undefined;
  }

  /** Aborted when the session closes. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** The link there is, or the next one. Rejects when no repetition would help, or with the signal's reason. */
  link(signal?: AbortSignal): Promise<Link> {
    if (this.closing.aborted) return Promise.reject(this.closing.reason as Error);
    this.#link ??= this.#open();
    return signal === undefined ? this.#link : untilAborted(this.#link, signal);
  }

  /** Declares queue and dead-letter queue, once on each link. */
  declare(link: Link, queue: Queue<never, unknown>): Promise<void> {
    const declared = this.#declared;
    const known = declared.get(queue);
    if (known !== undefined) return known;
    const step = declareOn(link, queue);
    declared.set(queue, step);
    step.catch(() => declared.delete(queue));
    return step;
  }

  /** The next use of the queue declares it again: it is gone. */
  forget(queue: Queue<never, unknown>): void {
    this.#declared.delete(queue);
  }

  async close(): Promise<void> {
    if (this.closing.aborted) return;
    this.#closing.abort(closedError('the client'));
    await this.#current?.close();
  }

  async #open(): Promise<Link> {
    try {
      const link = await this.#openAny();
      this.#current = link;
      this.#declared = new Map();
      this.#backoff.reset();
      void link.closed.then((reason) => this.#onClosed(link, reason));
      return link;
    } catch (error) {
      this.#link = undefined;
      throw error;
    }
  }

  async #openAny(): Promise<Link> {
    const { addresses, openLink, onError } = this.options;
    for (;;) {
      const address = addresses[this.#address++ % addresses.length]!;
      try {
        return await openLink(address, this.closing);
      } catch (error) {
        this.closing.throwIfAborted();
        if (isFatal(error)) throw error;
        onError(error);
      }
      await pause(this.#backoff.next(), this.closing);
    }
  }

  #onClosed(link: Link, reason: unknown): void {
    if (this.#current !== link) return;
    this.#current = undefined;
    this.#link = undefined;
    if (!this.closing.aborted) this.options.onError(reason);
  }
}

/** No repetition helps. */
export const isFatal = (error: unknown): error is HowdahError => isHowdahError(error) && !error.retryable;

async function declareOn(link: Link, queue: Queue<never, unknown>): Promise<void> {
  if (!queue.declare) return link.checkQueue(queue.name);
  for (const declaration of declarationsOf(queue)) await link.declareQueue(declaration);
}

/** The dead-letter queue first: no message may die before there is one. */
function declarationsOf({ name, arguments: args, deadLetterQueue }: Queue<never, unknown>): QueueDeclaration[] {
  const own = { name, arguments: args };
  return deadLetterQueue === null ? [own] : [{ name: deadLetterQueue, arguments: { 'x-queue-type': 'classic' } }, own];
}
