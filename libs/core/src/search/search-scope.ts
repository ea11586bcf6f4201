import type { Authorizer } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import type { Queues } from '../deliver/queues.js';
import type { ScanScope } from '../ports/message-scan.js';
import type { Queue } from '../topology/model.js';
import { queueNotFound } from '../topology/resource.js';
import type { SearchQuery, TextPattern } from './search-query.js';
import { matchesPattern } from './value-test.js';

export interface ScopeContext {
  readonly queues: Queues;
  readonly authorizer: Authorizer;
}

export interface SearchScope extends ScanScope {
  /** Queues that were meant and may not be read. */
  readonly refusedQueues: number;
}

/**
 * Where to look, so that most messages that do not match are never read. queue_not_found for a queue that is named exactly and is not
 * there, access_refused for one that may not be read.
 */
export function scopeOf(
  { queues, authorizer }: ScopeContext,
  session: Session,
  vhost: string,
  query: SearchQuery,
  order: ScanScope['order'],
): SearchScope {
  const all = queues.inVhost(vhost);
  const conditions = query.conditions.filter(({ isNegated }) => !isNegated);
  const named = conditions.flatMap((one) => (one.field === 'queue' ? [one.anyOf] : []));
  for (const name of named.flat().flatMap(exactName)) requireReadable(authorizer, session, vhost, all, name);
  const meant = all.filter(({ name }) => named.every((anyOf) => anyOf.some((pattern) => matchesPattern(pattern, name))));
  const readable = new Set(all.filter(({ name }) => isAllowed(() => authorizer.authorizePeek(session, vhost, name))));
  const states = conditions.flatMap((one) => (one.field === 'state' ? [one.anyOf] : []));
  return {
    queueIds: [...readable].map(({ id }) => id),
    about: named.length === 0 ? null : meant.filter((queue) => readable.has(queue)).map(({ id }) => id),
    states: states.length === 0 ? null : states.reduce((left, some) => left.filter((state) => some.includes(state))),
    order,
    refusedQueues: meant.filter((queue) => !readable.has(queue)).length,
  };
}

const exactName = (pattern: TextPattern): readonly string[] => (pattern.length === 1 ? pattern : []);

function requireReadable(authorizer: Authorizer, session: Session, vhost: string, all: readonly Queue[], name: string): void {
  if (!all.some((queue) => queue.name === name)) throw queueNotFound(vhost, name);
  authorizer.authorizePeek(session, vhost, name);
}

function isAllowed(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
