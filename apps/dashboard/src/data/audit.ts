import { useInfiniteQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../api/client.js';
import { useLiveQuery } from '../live/use-live-query.js';

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

/** More are in the audit itself. */
const exportsShown = 5;

/** The last exports of messages; for administrators, as all of the audit. */
export function useExports(vhost: string) {
  return useLiveQuery({
    queryKey: ['audit', 'exports', vhost],
    queryFn: () =>
      answerOf(api.GET('/v1/audit', { params: { query: { action: 'exportMessages', vhost, limit: exportsShown } } })),
    intervalMs: 10_000,
    isStreamed: false,
  });
}
