import type { QueryClient } from '@tanstack/react-query';
import { attentionQuery } from '../attention/use-attention.js';
import { signedInQuery } from '../data/identity.js';
import { overviewQuery } from '../data/overview.js';
import { asked } from '../early/asked.js';

/** An answer that came this early needs not be asked for again by the page that shows it. */
const staleTime = 1_000;

/** What was asked before the application was there is known to all its pages. */
export async function takeEarlyAnswers(client: QueryClient): Promise<void> {
  const { signedIn, attention, overview } = asked;
  await Promise.all([
    client.prefetchQuery({ ...signedInQuery, queryFn: () => signedIn }),
    client.prefetchQuery({ ...attentionQuery, queryFn: () => attention, staleTime }),
    overview && client.prefetchQuery({ ...overviewQuery, queryFn: () => overview, staleTime }),
  ]);
}
