import { useQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../api/client.js';
import { allPages, pageLimit } from '../api/pages.js';

export type User = Schemas['User'];
export type Token = Schemas['Token'];

export const usersKey = ['users'];
export const tokensKey = ['tokens'];

export function useUsers() {
  return useQuery({
    queryKey: usersKey,
    queryFn: () => allPages((cursor) => answerOf(api.GET('/v1/users', { params: { query: { limit: pageLimit, ...cursor } } }))),
  });
}

export function useTokens() {
  return useQuery({
    queryKey: tokensKey,
    queryFn: () => allPages((cursor) => answerOf(api.GET('/v1/tokens', { params: { query: { limit: pageLimit, ...cursor } } }))),
  });
}
