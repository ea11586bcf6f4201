import { setTimeout as pause } from 'node:timers/promises';
import type { Operation, OutputOf, Problem } from '@howdah/contracts';
import type { z } from 'zod';

/** What an operation is called with. */
export interface Call<O extends Operation> {
  readonly params?: z.input<O['params']>;
  readonly query?: z.input<O['query']>;
  readonly body?: z.input<O['body']>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A refusal that a repetition would not change. */
export class Refused extends Error {
  readonly code: string;

  constructor({ code, detail, remedy = '' }: Problem) {
    super(`${code}: ${detail}. ${remedy}`);
    this.code = code;
  }
}

const answerMsMax = 45_000;
const pauseMsMin = 50;
const pauseMsMax = 1_000;

/**
 * Calls the API, and calls again when the broker is away or cannot just now, with growing pauses, until it has been silent
 * for `awayMsMax`. So a call may arrive twice: publish with an idempotency key.
 */
export class BrokerClient {
  readonly #address: string;
  readonly #authorization: string;
  readonly #onAway: (isAway: boolean) => void;
  readonly #awayMsMax: number;
  #awayAt: number | null = null;
  /** Calls that were made once more. */
  repeatCount = 0;

  /** `url` may hold user and password. `onAway` is told when the broker stops to answer, and when it is back. */
  constructor(url: string, onAway: (isAway: boolean) => void, awayMsMax = 60_000) {
    const { origin, username, password } = new URL(url);
    const login = username === '' ? 'guest:guest' : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    this.#address = origin;
    this.#authorization = `Basic ${Buffer.from(login).toString('base64')}`;
    this.#onAway = onAway;
    this.#awayMsMax = awayMsMax;
  }

  /** @throws Refused; an error when the broker stays away; the signal's reason. */
  async call<O extends Operation>(operation: O, call: Call<O>): Promise<OutputOf<O>> {
    for (let pauseMs = pauseMsMin; ; pauseMs = Math.min(2 * pauseMs, pauseMsMax)) {
      try {
        const answer = await this.#send(operation, call);
        this.#noteBack();
        return answer;
      } catch (error) {
        call.signal?.throwIfAborted();
        if (error instanceof Refused) throw error;
        this.#noteAway(error);
      }
      await pause(pauseMs, undefined, { signal: call.signal });
      this.repeatCount++;
    }
  }

  async #send<O extends Operation>(operation: O, { params, query, body, headers = {}, signal }: Call<O>) {
    const search = new URLSearchParams((query ?? {}) as Record<string, string>).toString();
    const response = await fetch(`${this.#address}${fillIn(operation.path, params ?? {})}?${search}`, {
      method: operation.method,
      headers: {
        authorization: this.#authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      signal: AbortSignal.any([AbortSignal.timeout(answerMsMax), ...(signal === undefined ? [] : [signal])]),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json: unknown = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw refusal(json as Problem);
    return json as OutputOf<O>;
  }

  #noteAway(cause: unknown): void {
    if (this.#awayAt === null) this.#onAway(true);
    this.#awayAt ??= Date.now();
    const awayMs = Date.now() - this.#awayAt;
    if (awayMs > this.#awayMsMax) throw new Error(`no answer from ${this.#address} for ${awayMs} ms`, { cause });
  }

  #noteBack(): void {
    if (this.#awayAt !== null) this.#onAway(false);
    this.#awayAt = null;
  }
}

/** One that is worth a repetition is an error like a lost connection. */
function refusal(problem: Problem): Error {
  return problem.retryable ? new Error(problem.detail) : new Refused(problem);
}

function fillIn(path: string, params: object): string {
  const values = params as Readonly<Record<string, string>>;
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}
