import type { Operation, OutputOf } from '@howdah/contracts';
import { CliError } from '../cli-error.js';
import { exitCodes } from '../exit-codes.js';
import type { Secret } from '../settings/secret.js';
import type { Target } from '../settings/target.js';
import { toCurl } from './curl.js';
import { parseJson } from './exact-json.js';
import { toRequest, type Call, type Request } from './request.js';
import { notHowdah, toRefusal, toUnreachable } from './refusals.js';

/** Ends a command that was to print its request only. */
export class RequestPrinted extends Error {
  constructor(readonly curl: string) {
    super('the request is printed, not sent');
  }
}

interface Options {
  readonly target: Target;
  /** Asked once, when the first request is made. */
  readonly findSecret: () => Promise<Secret>;
  /** Print the command's own request instead of sending it. */
  readonly printsCurl: boolean;
  readonly signal: AbortSignal;
  /** Default 60 s, longer than any answer of the API is waited for. */
  readonly answerMsMax?: number;
}

/** Pages are as long as the API allows, unless fewer items are wanted. */
const pageLimit = 500;
const tidyMsMax = 3_000;

/** Calls operations of the API by the table of the contracts. */
export class Client {
  readonly #options: Options;
  #secret: Promise<Secret> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The request that the command is about. CliError for a refusal, and when nobody answers. */
  async call<O extends Operation>(operation: O, call: Call<O> = {}): Promise<OutputOf<O>> {
    if (this.#options.printsCurl) await this.#print(operation, call);
    return this.lookUp(operation, call);
  }

  /** A look that the command needs before it knows its request: is sent even when requests are only printed. */
  async lookUp<O extends Operation>(operation: O, call: Call<O> = {}): Promise<OutputOf<O>> {
    const response = await this.#send(toRequest(operation, call, this.#options.target), this.#limit());
    const text = await response.text().catch((error: unknown) => this.#fail(error));
    return this.#read(text, response) as OutputOf<O>;
  }

  /** What has to be tidied up even when somebody has ended the command. */
  async last<O extends Operation>(operation: O, call: Call<O>): Promise<void> {
    await this.#send(toRequest(operation, call, this.#options.target), AbortSignal.timeout(tidyMsMax));
  }

  /** All items of a list, or the first `max`, page by page. */
  async *items<O extends Operation>(operation: O, call: Call<O> = {}, max = Infinity): AsyncGenerator<ItemOf<O>> {
    let cursor: string | null = null;
    for (let left = max; left > 0;) {
      const query = {
        ...(call.query as object | undefined),
        limit: Math.min(pageLimit, left),
        ...(cursor === null ? {} : { cursor }),
      };
      const page = (await this.call(operation, { ...call, query } as Call<O>)) as Page<ItemOf<O>>;
      yield* page.items;
      left -= page.items.length;
      cursor = page.nextCursor;
      if (cursor === null) return;
    }
  }

  /** The bytes of an answer that goes on until `end` aborts. */
  async stream<O extends Operation>(operation: O, call: Call<O>, end: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    if (this.#options.printsCurl) await this.#print(operation, call);
    const response = await this.#send(toRequest(operation, call, this.#options.target), end);
    if (!response.ok) this.#read(await response.text(), response);
    return response.body!;
  }

  async #print<O extends Operation>(operation: O, call: Call<O>): Promise<never> {
    const { target } = this.#options;
    throw new RequestPrinted(toCurl(toRequest(operation, call, target), target, await this.#login()));
  }

  async #send({ url, method, headers, body }: Request, signal: AbortSignal): Promise<Response> {
    const authorization = authorizationOf(this.#options.target.user, await this.#login());
    const init = { method, headers: { ...headers, authorization }, signal, ...(body === undefined ? {} : { body }) };
    try {
      return await fetch(url, init);
    } catch (error) {
      return this.#fail(error);
    }
  }

  #fail(error: unknown): never {
    this.#options.signal.throwIfAborted();
    throw toUnreachable(error, this.#options.target.url);
  }

  #read(text: string, response: Response): unknown {
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    if (!response.ok) throw isJson ? toRefusal(parseJson(text), this.#options.target) : notHowdah(response);
    if (text === '') return undefined;
    return isJson ? parseJson(text) : text;
  }

  #limit(): AbortSignal {
    const { signal, answerMsMax = 60_000 } = this.#options;
    return AbortSignal.any([signal, AbortSignal.timeout(answerMsMax)]);
  }

  #login(): Promise<Secret> {
    return (this.#secret ??= this.#options.findSecret());
  }
}

/** What a list holds. */
export type ItemOf<O extends Operation> = OutputOf<O> extends { readonly items: readonly (infer I)[] } ? I & object : never;

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

function authorizationOf(user: string, { kind, value }: Secret): string {
  if (kind === 'token') return `Bearer ${value}`;
  return `Basic ${Buffer.from(`${user}:${value}`).toString('base64')}`;
}

/** What an operation answers, or null where there is none such. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CliError && error.exitCode === exitCodes.notFound) return null;
    throw error;
  }
}
