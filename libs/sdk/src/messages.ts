import type { Message } from './message.js';
import { Release, type Outcome } from './outcome.js';
import type { Transaction } from './transaction/transaction.js';
import type { Handler } from './worker/handling.js';
import type { Worker } from './worker/worker.js';

/** A message in a loop: settled by going on, or by hand. */
export interface OpenMessage<T> extends Message<T> {
  /** Done: the message is gone, and what the loop does afterwards changes nothing about it. */
  ack(): void;
  /** Acknowledges inside a transaction, as {@link Message.ack} does. */
  ack(options: { readonly tx: Transaction }): Promise<void>;
  /** As if a handler had thrown it: an outcome, or an error for a failed attempt. */
  fail(reason: Outcome | Error): void;
}

interface Offer<T> {
  readonly message: Message<T>;
  readonly settle: (thrown?: Error) => void;
}

/** A worker's handler that waits until the loop has gone on. */
export async function* messagesOf<T>(
  consume: (handler: Handler<T>) => Worker,
  signal?: AbortSignal,
): AsyncGenerator<OpenMessage<T>> {
  const offers: Offer<T>[] = [];
  let wake: () => void = () => undefined;
  const worker = consume(
    (message) =>
      new Promise<void>((resolve, reject) => {
        offers.push({ message, settle: (thrown) => (thrown === undefined ? resolve() : reject(thrown)) });
        wake();
      }),
  );
  const ended = worker.done.then(() => true);
  const aborted = new Promise<true>((resolve) => signal?.addEventListener('abort', () => resolve(true), { once: true }));
  let offer: Offer<T> | undefined;
  try {
    while (signal?.aborted !== true) {
      const arrived = new Promise<false>((resolve) => (wake = () => resolve(false)));
      if (offers.length === 0 && (await Promise.race([arrived, ended, aborted]))) return;
      offer = offers.shift()!;
      const { message, settle } = offer;
      yield openMessage(message, settle);
      settle();
      offer = undefined;
    }
  } finally {
    offer?.settle(new Release());
    for (const waiting of offers) waiting.settle(new Release());
    await new Promise(setImmediate);
    await worker.close();
  }
}

function openMessage<T>(message: Message<T>, settle: Offer<T>['settle']): OpenMessage<T> {
  function ack(): void;
  function ack(options: { readonly tx: Transaction }): Promise<void>;
  function ack(options?: { readonly tx: Transaction }): Promise<void> | void {
    return options === undefined ? settle() : message.ack(options);
  }
  return {
    ...message,
    deaths: message.deaths,
    ack,
    inbox: (options) => message.inbox(options),
    fail: (reason) => settle(reason),
  };
}
