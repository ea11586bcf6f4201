import { useQueryClient, type Query } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

export interface Freshness {
  /** Of the oldest figures on the page; undefined before the first. */
  readonly asOf: number | undefined;
  /** Nobody has answered for longer than two looks take. */
  readonly isStale: boolean;
  readonly error: Error | null;
}

const staleAfterMs = 6_000;

/** How old what is on the page is, looked at once a second. */
export function useFreshness(): Freshness {
  const client = useQueryClient();
  const [freshness, setFreshness] = useState<Freshness>({ asOf: undefined, isStale: false, error: null });
  useEffect(() => {
    const look = () => {
      const queries = client.getQueryCache().findAll({ type: 'active', predicate: ({ meta }) => meta?.['live'] === true });
      setFreshness((before) => unlessEqual(before, freshnessOf(queries)));
    };
    look();
    const timer = setInterval(look, 1_000);
    return () => clearInterval(timer);
  }, [client]);
  return freshness;
}

function freshnessOf(queries: readonly Query[]): Freshness {
  const loaded = queries.filter(({ state }) => state.dataUpdatedAt > 0);
  const asOf = loaded.length === 0 ? undefined : Math.min(...loaded.map(({ state }) => state.dataUpdatedAt));
  const failing = queries.find(({ state }) => state.error !== null || state.fetchFailureCount > 0);
  const error = failing === undefined ? null : (failing.state.error ?? failing.state.fetchFailureReason);
  return { asOf, error, isStale: error !== null && asOf !== undefined && Date.now() - asOf > staleAfterMs };
}

function unlessEqual(before: Freshness, after: Freshness): Freshness {
  const isEqual = before.asOf === after.asOf && before.isStale === after.isStale && before.error === after.error;
  return isEqual ? before : after;
}
