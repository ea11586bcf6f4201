import { useMemo } from 'react';
import { answerOf, api, type Schemas } from '../api/client.js';
import { useLiveQuery } from '../live/use-live-query.js';

/** As charts want it: columns, seconds since 1970, null where nobody counted. */
export interface HistoryColumns {
  readonly at: readonly number[];
  readonly inRate: readonly (number | null)[];
  readonly outRate: readonly (number | null)[];
  readonly ready: readonly (number | null)[];
  readonly unacked: readonly (number | null)[];
  readonly delayed: readonly (number | null)[];
}

const intervalMs = 5_000;

/** The last quarter of an hour of all queues, through all brokers. */
export function useOverviewHistory(): HistoryColumns {
  const { data } = useLiveQuery({
    queryKey: ['history'],
    queryFn: () => answerOf(api.GET('/v1/overview/history')),
    intervalMs,
    isStreamed: false,
  });
  return useMemo(() => columnsOf(data), [data]);
}

export function useQueueHistory(vhost: string, queue: string): HistoryColumns {
  const { data } = useLiveQuery({
    queryKey: ['history', vhost, queue],
    queryFn: () => answerOf(api.GET('/v1/queues/{queue}/history', { params: { path: { queue }, query: { vhost } } })),
    intervalMs,
    isStreamed: false,
  });
  return useMemo(() => columnsOf(data), [data]);
}

function columnsOf(history: Schemas['History'] | undefined): HistoryColumns {
  const points = history?.points ?? [];
  return {
    at: points.map(({ at }) => Date.parse(at) / 1000),
    inRate: points.map(({ inRate }) => inRate),
    outRate: points.map(({ outRate }) => outRate),
    ready: points.map(({ depth }) => depth?.ready ?? null),
    unacked: points.map(({ depth }) => depth?.unacked ?? null),
    delayed: points.map(({ depth }) => depth?.delayed ?? null),
  };
}
