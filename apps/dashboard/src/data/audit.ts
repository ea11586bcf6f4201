import { useInfiniteQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../api/client.js';

export type AuditRecord = Schemas['AuditRecord'];

const pageSize = 200;

/** Newest first; a list to read stands still. */
export function useAudit() {
  return useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam }) => {
      const cursor = pageParam === '' ? {} : { cursor: pageParam };
      return answerOf(api.GET('/v1/audit', { params: { query: { limit: pageSize, ...cursor } } }));
    },
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}
