import { decodeBody } from '../codec.js';
import { HowdahError } from '../errors.js';
import type { Incoming } from '../link/link.js';
import { ReceivedMessage, type Message } from '../message.js';
import { around, type Middleware } from '../middleware/middleware.js';
import { isOutcome } from '../outcome.js';
import type { Queue } from '../queue.js';
import { asError, settlementFor } from './failure.js';
import { HandlerRun, type HandlerContext } from './handler-run.js';
import type { Shutdown } from './shutdown.js';

/** Does the work for one message. What it returns is the answer to a request, and nothing otherwise; what it throws see {@link Outcome}. */
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
export function createHandling<T>(options: HandlingOptions<T>): (message: Incoming, shutdown: Shutdown) => Promise<void> {
  const { queue, handler, timeoutMs, middlewares, onError, reply } = options;
  const receivers = [...middlewares].reverse().flatMap((one) => (one.receive === undefined ? [] : [one.receive.bind(one)]));
  const layers = middlewares.flatMap((one) => (one.handle === undefined ? [] : [one.handle.bind(one)]));

  function read(incoming: Incoming): Message<T> | Promise<Message<T>> {
    const data = queue.validate(decodeBody(incoming));
    if (data instanceof Promise) return data.then((checked) => new ReceivedMessage(incoming, queue.name, checked));
    return new ReceivedMessage(incoming, queue.name, data);
  }

  /** What returns at once can be neither overdue nor interrupted: it costs no timer and no promise. */
  function call(message: Message<T>, shutdown: Shutdown): unknown {
    const run = new HandlerRun(timeoutMs, shutdown, queue.name);
    const result = layers.length === 0 ? handler(message, run) : throughLayers(message, run);
    return isPromise(result) ? run.until(result) : result;
  }

  const throughLayers = (message: Message<T>, run: HandlerRun): Promise<unknown> =>
    around<[Message], unknown>(layers, async () => handler(message, run))(message);

  return async (incoming, shutdown) => {
    let message: Message<T> | undefined;
    try {
      for (const receive of receivers) await receive(incoming);
      const reading = read(incoming);
      message = reading instanceof Promise ? await reading : reading;
      const result = call(message, shutdown);
      const data = isPromise(result) ? await result : result;
      if (incoming.replyTo !== undefined) await reply(incoming, { data });
      incoming.settle({ outcome: 'ack' });
    } catch (thrown) {
      // Closing is nobody's failure.
      if (shutdown.begun) return incoming.settle({ outcome: 'release' });
      if (!isOutcome(thrown)) onError(asError(thrown), message);
      const settlement = settlementFor(message === undefined ? asUnreadable(thrown) : thrown);
      incoming.settle(settlement);
      if (incoming.replyTo !== undefined && settlement.outcome === 'reject')
        await reply(incoming, { error: asError(thrown) }).catch(onError);
    }
  };
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';

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
