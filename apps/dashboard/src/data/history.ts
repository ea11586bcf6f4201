import { useMemo } from 'react';
import { answerOf, api, type Schemas } from '../api/client.js';
import { serverNow } from '../api/server-clock.js';
import { useLiveQuery } from '../live/use-live-query.js';
import { rangeLooks, useChartRange, type ChartRange } from './chart-range.js';

/** As charts want it: columns, seconds since 1970, null where nobody counted. */
export interface HistoryColumns {
  readonly time: TimeAxis;
  readonly inRate: readonly (number | null)[];
  readonly outRate: readonly (number | null)[];
  readonly ready: readonly (number | null)[];
  readonly unacked: readonly (number | null)[];
  readonly delayed: readonly (number | null)[];
}

/** Seconds. */
export interface TimeAxis {
  readonly at: readonly number[];
  /** Between two points; where it is more, nobody counted. */
  readonly resolution: number;
  /** How far back was asked. */
  readonly length: number;
}

type History = Schemas['History'];

/** Of all queues, through all brokers. */
export function useOverviewHistory(): HistoryColumns {
  return useHistory(['history'], (from) => answerOf(api.GET('/v1/overview/history', { params: { query: { from } } })));
}

export function useQueueHistory(vhost: string, queue: string): HistoryColumns {
  return useHistory(['history', vhost, queue], (from) =>
    answerOf(api.GET('/v1/queues/{queue}/history', { params: { path: { queue }, query: { vhost, from } } })),
  );
}

function useHistory(key: readonly string[], ask: (from: string) => Promise<History>): HistoryColumns {
  const range = useChartRange();
  const { lengthMs, intervalMs } = rangeLooks[range];
  const { data } = useLiveQuery({
    queryKey: [...key, range],
    queryFn: () => ask(new Date(serverNow() - lengthMs).toISOString()),
    intervalMs,
    isStreamed: false,
  });
  return useMemo(() => columnsOf(data, range), [data, range]);
}

function columnsOf(history: History | undefined, range: ChartRange): HistoryColumns {
  const points = history?.points ?? [];
  return {
    time: {
      at: points.map(({ at }) => Date.parse(at) / 1000),
      resolution: history?.resolutionSeconds ?? 1,
      length: rangeLooks[range].lengthMs / 1000,
    },
    inRate: points.map(({ inRate }) => inRate),
    outRate: points.map(({ outRate }) => outRate),
    ready: points.map(({ depth }) => depth?.ready ?? null),
    unacked: points.map(({ depth }) => depth?.unacked ?? null),
    delayed: points.map(({ depth }) => depth?.delayed ?? null),
  };
}
