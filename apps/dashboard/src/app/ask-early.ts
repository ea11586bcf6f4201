import type { QueryClient } from '@tanstack/react-query';
import { attentionQuery } from '../attention/use-attention.js';
import { signedInQuery } from '../data/identity.js';

/** An answer that came this early needs not be asked for again by the page that shows it. */
const freshMs = 1_000;

/**
 * Who is signed in, and what is wrong: both at once and while the page is still being made, for the verdict waits for both. Whoever may
 * not know is refused, and not asked about again. A failure is told by the page, which asks again.
 */
export async function askEarly(client: QueryClient): Promise<void> {
  await Promise.all([client.prefetchQuery(signedInQuery), client.prefetchQuery({ ...attentionQuery, staleTime: freshMs })]);
}
