import { useQuery, type QueryKey, type UseQueryResult } from '@tanstack/react-query';
import { useLiveSwitch } from './live-switch.js';

export interface LiveQuery<T> {
  readonly queryKey: QueryKey;
  readonly queryFn: () => Promise<T>;
  readonly enabled?: boolean;
  /** Milliseconds between two looks. Default 2,000. */
  readonly intervalMs?: number;
}

const usualIntervalMs = 2_000;

/** The one place where data follows the broker: by asking again, while the tab is seen and live is on. */
export function useLiveQuery<T>({ intervalMs = usualIntervalMs, ...query }: LiveQuery<T>): UseQueryResult<T> {
  const { isLive } = useLiveSwitch();
  return useQuery({
    ...query,
    refetchInterval: isLive ? intervalMs : false,
    refetchIntervalInBackground: false,
    meta: { live: true },
  });
}
