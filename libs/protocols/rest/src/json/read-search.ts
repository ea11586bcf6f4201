import type { InputOf, operations, SearchCondition } from '@howdah/contracts';
import type { SearchRequest } from '@howdah/core';

type Query = Omit<InputOf<typeof operations.searchMessages>['query'], 'cursor'>;

/** What is given as parameters of their own is one condition more each. */
export function readSearch({ vhost, limit, order, q, ...given }: Query): SearchRequest {
  const { queue, state, messageId, correlationId, errorGroup, since, until } = given;
  const conditions: SearchCondition[] = [...q.conditions];
  const add = (condition: SearchCondition) => conditions.push(condition);
  if (queue !== undefined) add({ isNegated: false, field: 'queue', anyOf: [[queue]] });
  if (state !== undefined) add({ isNegated: false, field: 'state', anyOf: [state] });
  if (messageId !== undefined) add({ isNegated: false, field: 'message-id', anyOf: [[messageId]] });
  if (correlationId !== undefined) add({ isNegated: false, field: 'correlation-id', anyOf: [[correlationId]] });
  if (errorGroup !== undefined) add({ isNegated: false, field: 'error-group', anyOf: [[String(Number(errorGroup))]] });
  if (since !== undefined) add({ isNegated: false, field: 'newer', than: { at: Date.parse(since) } });
  if (until !== undefined) add({ isNegated: false, field: 'older', than: { at: Date.parse(until) } });
  return { vhost, limit, order, query: { conditions } };
}
