import { useQueryClient, type Query } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { lastHeardAt } from '../api/last-heard.js';
import { serverTimeAt } from '../api/server-clock.js';
import { useLiveSwitch } from './live-switch.js';
import { streamToldAt } from './stream-state.js';
import { useIsVisible } from './use-is-visible.js';

export interface Freshness {
  /** Of the oldest figures on the page, by the broker's clock; undefined before the first. */
  readonly asOf: number | undefined;
  /** Nobody has told anything for longer than it should take, or something of the page could not be had. */
  readonly isStale: boolean;
}

const staleAfterMs = 6_000;

/** How old what is on the page is, looked at once a second. */
export function useFreshness(): Freshness {
  const client = useQueryClient();
  const { isLive } = useLiveSwitch();
  const isFollowing = useIsVisible() && isLive;
  const [freshness, setFreshness] = useState<Freshness>({ asOf: undefined, isStale: false });
  useEffect(() => {
    const begunAt = Date.now();
    const look = () => {
      const queries = client.getQueryCache().findAll({ type: 'active', predicate: ({ meta }) => meta?.['live'] === true });
      // Nobody listened before: a tab that was hidden is not stale, it is late.
      const isSilent = isFollowing && Date.now() - Math.max(begunAt, lastHeardAt()) > staleAfterMs;
      setFreshness((before) => unlessEqual(before, freshnessOf(queries, isSilent)));
    };
    look();
    const timer = setInterval(look, 1_000);
    return () => clearInterval(timer);
  }, [client, isFollowing]);
  return freshness;
}

function freshnessOf(queries: readonly Query[], isSilent: boolean): Freshness {
  const loaded = queries.filter(({ state }) => state.dataUpdatedAt > 0);
  if (loaded.length === 0) return { asOf: undefined, isStale: false };
  const asOf = Math.min(...loaded.map(asOfQuery));
  const isLate = queries.some(isFailing) && serverTimeAt(Date.now()) - asOf > staleAfterMs;
  return { asOf, isStale: isSilent || isLate };
}

/** What the stream does not mention has not changed. */
function asOfQuery(query: Query): number {
  const ownAt = serverTimeAt(query.state.dataUpdatedAt);
  const isTold = query.meta?.['isStreamed'] === true && !isFailing(query);
  return isTold ? Math.max(ownAt, streamToldAt() ?? ownAt) : ownAt;
}

function isFailing({ state }: Query): boolean {
  return state.error !== null || state.fetchFailureCount > 0;
}

function unlessEqual(before: Freshness, after: Freshness): Freshness {
  return before.asOf === after.asOf && before.isStale === after.isStale ? before : after;
}
