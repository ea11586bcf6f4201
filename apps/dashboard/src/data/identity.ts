import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Schemas } from '../api/client.js';
import { askSignedIn } from './first-questions.js';

export type Identity = Schemas['Identity'];
export type Role = Identity['role'];

export const roles: readonly Role[] = ['none', 'viewer', 'payload-viewer', 'operator', 'admin'];

export const identityKey = ['identity'];

/** Who is signed in, or that nobody is; ended: somebody was a moment ago. */
export type SignedIn = Identity | 'signed out' | 'ended';

export const signedInQuery = queryOptions<SignedIn>({
  queryKey: identityKey,
  queryFn: askSignedIn,
  staleTime: Infinity,
});

export function useSignedIn() {
  return useQuery(signedInQuery);
}

/** Who is signed in; the shell shows pages to nobody else. */
export function useIdentity(): Identity {
  const { data } = useSignedIn();
  return typeof data === 'object' ? data : { user: '', role: 'none' };
}

/** What one may not do has no button; the server refuses it whatever is shown. */
export function useMay(least: Role): boolean {
  return mayAs(useIdentity().role, least);
}

export function mayAs(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}
