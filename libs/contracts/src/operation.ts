import { z } from 'zod';
import type { ProblemCode } from './problem.js';

/** What a successful answer holds: a schema for JSON, the media type of anything else, null for nothing. */
export type ResponseBody = z.ZodType | `${string}/${string}` | null;

/** One operation of the API: what is checked, typed and documented about it. */
export interface Operation {
  /** Stable for ever: clients are generated from it. */
  readonly id: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** As OpenAPI writes it: /v1/queues/{queue} */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** A replica may answer it; the answer's headers tell where it was read and how old it may be. */
  readonly mayBeStale?: boolean;
  /** Needs no login. */
  readonly isPublic?: boolean;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly headers: z.ZodObject;
  readonly body: z.ZodType;
  /** By status; the lowest is the usual one. */
  readonly responses: Readonly<Record<number, ResponseBody>>;
  /** Refusals of its own, besides those that every operation has. */
  readonly problems: readonly ProblemCode[];
}

/** Of an answer that a replica may have given: `primary`, or the replica as host:port. */
export const readFromHeader = 'howdah-read-from';
/** All that was committed so long before the answer is in it, ms. */
export const stalenessHeader = 'howdah-staleness';

export const nothing = z.strictObject({});
/** For an operation that reads no body: whatever is sent is left alone. */
const noBody = z.unknown();

type Parts = Pick<Operation, 'params' | 'query' | 'headers' | 'body' | 'problems'>;
type Completed<O> = O & Omit<typeof defaults, keyof O>;

const defaults = { params: nothing, query: nothing, headers: z.object({}), body: noBody, problems: [] as const };

/** Completes an operation with what it does not have. */
export function operation<const O extends Omit<Operation, keyof Parts> & Partial<Parts>>(some: O): Completed<O> {
  return { ...defaults, ...some };
}

export function hasBody({ body }: Operation): boolean {
  return body !== noBody;
}

/** The status of an operation's usual answer. */
export function usualStatus({ responses }: Operation): number {
  return Math.min(...Object.keys(responses).map(Number));
}

/** What a handler gets. */
export interface InputOf<O extends Operation> {
  readonly params: z.output<O['params']>;
  readonly query: z.output<O['query']>;
  readonly headers: z.output<O['headers']>;
  readonly body: z.output<O['body']>;
}

/** A stream is written to by whoever has opened it. */
type BodyOf<R> = R extends z.ZodType
  ? z.output<R>
  : R extends 'text/event-stream' | 'application/x-ndjson'
    ? void
    : R extends string
      ? string
      : void;

/** What a handler answers. */
export type OutputOf<O extends Operation> = BodyOf<O['responses'][keyof O['responses']]>;
