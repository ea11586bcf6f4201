import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem, isSignedOut } from '../api/problem.js';
import { identityKey, type SignedIn } from '../data/identity.js';

const retriesMax = 2;

/** A refusal stays one however often it is asked for; only a broker that is not there may come back. */
function mayRetry(failures: number, error: Error): boolean {
  return failures < retriesMax && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500);
}

/** A session that has ended shows the sign-in, wherever that was noticed. */
function onError(error: unknown): void {
  if (isSignedOut(error))
    queryClient.setQueryData<SignedIn>(identityKey, (before) => (typeof before === 'object' ? 'ended' : before));
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({
    onError: (error, _variables, _result, { meta }) => meta?.['isSignIn'] !== true && onError(error),
  }),
  defaultOptions: { queries: { retry: mayRetry, retryDelay: 500, networkMode: 'always' }, mutations: { networkMode: 'always' } },
});
