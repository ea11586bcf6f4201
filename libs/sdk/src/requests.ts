import { randomUUID } from 'node:crypto';
import { decodeBody, encodeBody } from './codec.js';
import { HowdahError } from './errors.js';
import type { Incoming, Outgoing } from './link/link.js';
import type { Answer } from './worker/handling.js';

/** Says that an answer is an error; its body is the text. */
const errorHeader = 'x-howdah-error';

interface Pending {
  readonly resolve: (data: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Requests that wait for their answers. */
export class Requests {
  readonly #pending = new Map<string, Pending>();

  /** For whatever link gets it; an answer that nobody waits for is passed over. */
  readonly receive = (reply: Incoming): void => {
    const pending = this.#pending.get(reply.correlationId ?? '');
    if (pending === undefined) return;
    try {
      const data = decodeBody(reply);
      const failed = reply.headers[errorHeader];
      if (failed === undefined) pending.resolve(data);
      else pending.reject(requestFailed(String(data)));
    } catch (error) {
      pending.reject(error);
    }
  };

  open(
    queue: string,
    timeoutMs: number,
    signal?: AbortSignal,
  ): { readonly id: string; readonly answer: Promise<unknown>; readonly close: () => void } {
    const id = randomUUID();
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    answer.catch(() => undefined); // sending may fail first
    const { reject } = this.#pending.get(id)!;
    const abort = (): void => reject(signal?.reason);
    const timer = setTimeout(() => reject(requestTimeout(queue, timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });
    const close = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      this.#pending.delete(id);
    };
    return { id, answer, close };
  }
}

/** Answers a request where it waits: unstored, and nobody's loss when the requester is gone. */
export function createReply(publish: (message: Outgoing) => Promise<void>): (request: Incoming, answer: Answer) => Promise<void> {
  return async ({ replyTo = '', correlationId }, answer) => {
    const failed = 'error' in answer;
    const encoded = encodeBody(failed ? answer.error.message : (answer.data ?? null), replyTo);
    const message: Outgoing = {
      ...{ exchange: '', routingKey: replyTo, ...encoded, contentEncoding: undefined, messageId: randomUUID() },
      headers: failed ? { [errorHeader]: true } : {},
      ...{ persistent: false, priority: undefined, correlationId, replyTo: undefined, ttlMs: undefined, delayMs: undefined },
    };
    await publish(message).catch((error: unknown) => {
      if ((error as HowdahError).code !== 'queue_not_found') throw error;
    });
  };
}

const requestFailed = (text: string): HowdahError =>
  new HowdahError('request_failed', `the other side refused the request: ${text}`, {
    remedy: 'Mend the request or its handler.',
  });

const requestTimeout = (queue: string, ms: number): HowdahError =>
  new HowdahError('request_timeout', `no answer from queue '${queue}' within ${ms} ms`, {
    remedy: 'See that somebody consumes the queue and returns an answer, or wait longer.',
  });
