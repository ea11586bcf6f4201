import { isDeepStrictEqual } from 'node:util';
import { fieldToJson } from '../message/field-json.js';
import { fieldOf } from '../message/field-table.js';
import type { Message } from '../message/message.js';
import type { StoredMessage } from '../ports/message-store.js';
import type { MessageFilter } from '../ports/operation-store.js';
import { errorGroupOf } from './error-group.js';
import { valueAt } from './json-pointer.js';

/** Fulfils every condition. The cheap ones come first: a body is parsed for those alone that the rest lets through. */
export function matches(filter: MessageFilter, { seq, message }: StoredMessage): boolean {
  return (
    is(filter.messageId, message.id ?? seq) &&
    matchesTime(filter, message) &&
    matchesDeath(filter, message) &&
    matchesHeaders(filter, message) &&
    matchesBody(filter, message)
  );
}

function is<T>(wanted: T | undefined, found: T | undefined): boolean {
  return wanted === undefined || wanted === found;
}

function matchesTime(
  { publishedFrom = -Infinity, publishedBefore = Infinity }: MessageFilter,
  { publishedAt }: Message,
): boolean {
  return publishedAt >= publishedFrom && publishedAt < publishedBefore;
}

function matchesDeath({ origin, reason, errorName, errorGroup }: MessageFilter, { deaths: [death] }: Message): boolean {
  return (
    is(origin, death?.queue) &&
    is(reason, death?.reason) &&
    is(errorName, death?.error?.name) &&
    is(errorGroup, errorGroupOf(death))
  );
}

function matchesHeaders({ headers = {} }: MessageFilter, { properties }: Message): boolean {
  const wanted = Object.entries(headers);
  if (wanted.length === 0) return true;
  const table = properties.headers;
  return wanted.every(([name, value]) => {
    const field = fieldOf(table, name);
    return field !== undefined && isDeepStrictEqual(fieldToJson(field), value);
  });
}

function matchesBody({ body = [] }: MessageFilter, message: Message): boolean {
  if (body.length === 0) return true;
  const parsed = parse(message.body);
  return parsed !== undefined && body.every(({ pointer, equals }) => isDeepStrictEqual(valueAt(parsed, pointer), equals));
}

/** Undefined for what is no JSON. */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
