import type { PageQuery } from '@howdah/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../errors/http-problem.js';

type Key = string | number;

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** The page that a query asks for, of a list at hand; `keyOf` gives its order and is unique. */
export function pageOf<T>(all: readonly T[], keyOf: (item: T) => Key, { limit, cursor }: PageQuery): Page<T> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const rest = all
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || key > after)
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    nextCursor: last === undefined || rest.length <= limit ? null : writeCursor(last.key),
  };
}

export function writeCursor(key: Key): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

export function readCursor(cursor: string): Key {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (typeof key === 'string' || typeof key === 'number') return key;
  } catch {
    // Refused below.
  }
  throw noCursor();
}

/** Of a list that is in order of two numbers. */
export function readPairCursor(cursor: string): readonly [number, number] {
  const [first, second, ...more] = String(readCursor(cursor)).split(' ').map(Number);
  if (first === undefined || second === undefined || more.length > 0) throw noCursor();
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second)) throw noCursor();
  return [first, second];
}

function noCursor(): HttpProblem {
  return new HttpProblem('invalid_request', 'the cursor is none that a page gave', {
    remedy: 'Take nextCursor of the page before as it is.',
    errors: [{ parameter: 'cursor', detail: 'not a cursor' }],
  });
}

/** Says where the next page is, for clients that follow links. [RFC 8288] */
export function linkNext<P extends { readonly nextCursor: string | null }>(
  request: FastifyRequest,
  reply: FastifyReply,
  page: P,
): P {
  if (page.nextCursor === null) return page;
  const next = new URL(request.url, 'http://here');
  next.searchParams.set('cursor', page.nextCursor);
  void reply.header('link', `<${next.pathname}${next.search}>; rel="next"`);
  return page;
}
