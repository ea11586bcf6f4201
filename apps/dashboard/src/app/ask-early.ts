import type { QueryClient } from '@tanstack/react-query';
import { attentionQuery } from '../attention/use-attention.js';
import { mayAs, signedInQuery } from '../data/identity.js';

/** An answer that came this early needs not be asked for again by the page that shows it. */
const freshMs = 1_000;

/** Who is signed in, and what is wrong: asked while the page is still being made, for the verdict waits for both. */
export async function askEarly(client: QueryClient): Promise<void> {
  // A failure is told by the page, which asks again.
  await client.prefetchQuery(signedInQuery);
  const signedIn = client.getQueryData(signedInQuery.queryKey);
  if (typeof signedIn !== 'object' || !mayAs(signedIn.role, 'viewer')) return;
  await client.prefetchQuery({ ...attentionQuery, staleTime: freshMs });
}
