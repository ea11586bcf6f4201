import { useQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../api/client.js';
import { allPages, pageLimit } from '../api/pages.js';

export type User = Schemas['User'];
export type Permission = Schemas['Permission'];
export type Token = Schemas['Token'];

export const usersKey = ['users'];
export const permissionsKey = ['permissions'];
export const tokensKey = ['tokens'];

export function useUsers() {
  return useQuery({
    queryKey: usersKey,
    queryFn: () => allPages((cursor) => answerOf(api.GET('/v1/users', { params: { query: { limit: pageLimit, ...cursor } } }))),
  });
}

/** Of all users in all virtual hosts. */
export function usePermissions() {
  return useQuery({
    queryKey: permissionsKey,
    queryFn: () =>
      allPages((cursor) => answerOf(api.GET('/v1/permissions', { params: { query: { limit: pageLimit, ...cursor } } }))),
  });
}

export function useTokens() {
  return useQuery({
    queryKey: tokensKey,
    queryFn: () => allPages((cursor) => answerOf(api.GET('/v1/tokens', { params: { query: { limit: pageLimit, ...cursor } } }))),
  });
}
