import { useQuery, type QueryKey, type UseQueryResult } from '@tanstack/react-query';
import { useLiveSwitch } from './live-switch.js';
import { useIsStreamOpen } from './stream-state.js';

export interface LiveQuery<T> {
  readonly queryKey: QueryKey;
  readonly queryFn: () => Promise<T>;
  readonly enabled?: boolean;
  /** Milliseconds between two looks where the stream does not tell. Default 2,000. */
  readonly intervalMs?: number;
  /** The stream tells it, or tells when to ask again. Default true. */
  readonly isStreamed?: boolean;
}

const usualIntervalMs = 2_000;
/** The stream is a hint; a look stands behind it. */
const streamedIntervalMs = 60_000;

/** The one place where data follows the broker, while the tab is seen and live is on: by the stream, without one by asking again. */
export function useLiveQuery<T>(live: LiveQuery<T>): UseQueryResult<T> {
  const { intervalMs = usualIntervalMs, isStreamed = true, ...query } = live;
  const { isLive } = useLiveSwitch();
  const isTold = useIsStreamOpen() && isStreamed;
  return useQuery({
    ...query,
    refetchInterval: isLive && (isTold ? streamedIntervalMs : intervalMs),
    refetchIntervalInBackground: false,
    meta: { live: true, isStreamed },
  });
}
