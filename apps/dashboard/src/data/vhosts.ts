import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.js';
import { allPages, pageLimit } from '../api/pages.js';

export function useVhosts() {
  return useQuery({
    queryKey: ['vhosts'],
    queryFn: () => allPages((cursor) => answerOf(api.GET('/v1/vhosts', { params: { query: { limit: pageLimit, ...cursor } } }))),
    staleTime: 60_000,
  });
}
