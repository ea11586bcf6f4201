import { useInfiniteQuery } from '@tanstack/react-query';
import { answerOf, api, basePath, type Schemas } from '../api/client.js';

export type FoundMessage = Schemas['FoundMessage'];
export type Searched = Schemas['Searched'];
export type SearchOrder = 'newest' | 'oldest';

interface Search {
  readonly vhost: string;
  /** As it is typed: docs/guides/search.md */
  readonly q: string;
  readonly order: SearchOrder;
}

const pageSize = 100;

/** A search is made when it is asked for; what it has found stands still. */
export function useSearchResults({ vhost, q, order }: Search, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['search', vhost, q, order],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === '' ? {} : { cursor: pageParam };
      return answerOf(api.GET('/v1/search', { params: { query: { vhost, q, order, limit: pageSize, ...cursor } }, signal }));
    },
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled,
    ...{ staleTime: Infinity, refetchOnWindowFocus: false },
  });
}

/** Where everything that the search finds is to be had as a file. */
export function exportAddress({ vhost, q, order }: Search): string {
  return `${basePath}v1/search/export?${new URLSearchParams({ vhost, q, order }).toString()}`;
}
