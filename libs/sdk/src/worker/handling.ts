import { decodeBody } from '../codec.js';
import { HowdahError } from '../errors.js';
import type { Incoming } from '../link/link.js';
import { createMessage, type Message } from '../message.js';
import { around, type Middleware } from '../middleware/middleware.js';
import { isOutcome } from '../outcome.js';
import type { Queue } from '../queue.js';
import { asError, settlementFor } from './failure.js';

export interface HandlerContext {
  /** Aborted when the handler takes too long or the worker closes; `signal.reason` tells which. */
  readonly signal: AbortSignal;
}

/** What it returns is the answer of a request, and nothing otherwise. */
export type Handler<T> = (message: Message<T>, context: HandlerContext) => unknown;

export interface HandlingOptions<T> {
  readonly queue: Queue<never, T>;
  readonly handler: Handler<T>;
  readonly timeoutMs: number;
  readonly middlewares: readonly Middleware[];
  readonly onError: (error: unknown, message?: Message) => void;
  /** Sends the answer of a request. */
  readonly reply: (request: Incoming, answer: Answer) => Promise<void>;
}

export type Answer = { readonly data: unknown } | { readonly error: Error };

/** Reads a message, calls the handler, settles by what came of it. Never rejects. */
export function createHandling<T>(options: HandlingOptions<T>): (message: Incoming, shutdown: AbortSignal) => Promise<void> {
  const { queue, handler, timeoutMs, middlewares, onError, reply } = options;
  const receivers = [...middlewares].reverse().flatMap((one) => (one.receive === undefined ? [] : [one.receive.bind(one)]));
  const layers = middlewares.flatMap((one) => (one.handle === undefined ? [] : [one.handle.bind(one)]));

  async function read(incoming: Incoming): Promise<Message<T>> {
    for (const receive of receivers) await receive(incoming);
    return createMessage(incoming, queue.name, await queue.validate(decodeBody(incoming)));
  }

  async function call(message: Message<T>, shutdown: AbortSignal): Promise<unknown> {
    const { signal, overdue, cancel } = deadline(timeoutMs, shutdown, queue.name);
    const run = around<[Message], unknown>(layers, async () => handler(message, { signal }));
    try {
      return await Promise.race([run(message), overdue]);
    } finally {
      cancel();
    }
  }

  return async (incoming, shutdown) => {
    let message: Message<T> | undefined;
    try {
      message = await read(incoming);
      const data = await call(message, shutdown);
      if (incoming.replyTo !== undefined) await reply(incoming, { data });
      incoming.settle({ outcome: 'ack' });
    } catch (thrown) {
      // Closing is nobody's failure.
      if (shutdown.aborted) return incoming.settle({ outcome: 'release' });
      if (!isOutcome(thrown)) onError(asError(thrown), message);
      const settlement = settlementFor(message === undefined ? asUnreadable(thrown) : thrown);
      incoming.settle(settlement);
      if (incoming.replyTo !== undefined && settlement.outcome === 'reject')
        await reply(incoming, { error: asError(thrown) }).catch(onError);
    }
  };
}

/** A message that cannot be read now cannot be read later, unless whoever reads it says so with an outcome. */
function asUnreadable(thrown: unknown): unknown {
  if (isOutcome(thrown)) return thrown;
  const error = asError(thrown);
  if (error instanceof HowdahError) return error;
  return new HowdahError('not_readable', `the message cannot be read: ${error.message}`, {
    remedy: 'Compare the middlewares of both sides.',
    cause: error,
  });
}

/** The signal of one handling, and what rejects when its time is over although the handler goes on. */
function deadline(
  timeoutMs: number,
  shutdown: AbortSignal,
  queue: string,
): { readonly signal: AbortSignal; readonly overdue: Promise<never>; readonly cancel: () => void } {
  const controller = new AbortController();
  let end!: (reason: unknown) => void;
  const overdue = new Promise<never>((_, reject) => (end = reject));
  overdue.catch(() => undefined); // the handler may have been quicker
  const stop = (reason: unknown): void => {
    controller.abort(reason);
    end(reason);
  };
  const onShutdown = (): void => stop(shutdown.reason);
  const timer = setTimeout(
    () =>
      stop(
        new HowdahError('handler_timeout', `a handler of queue '${queue}' has not returned within ${timeoutMs} ms`, {
          remedy: 'Heed the signal in the handler, or give consume a longer timeout.',
        }),
      ),
    timeoutMs,
  );
  shutdown.addEventListener('abort', onShutdown, { once: true });
  const cancel = (): void => {
    clearTimeout(timer);
    shutdown.removeEventListener('abort', onShutdown);
  };
  return { signal: controller.signal, overdue, cancel };
}
