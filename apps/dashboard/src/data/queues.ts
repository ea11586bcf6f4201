import { answerOf, api, type Schemas } from '../api/client.js';
import { allPages, pageLimit } from '../api/pages.js';
import { toldQueues } from '../live/told-queues.js';
import { useLiveQuery } from '../live/use-live-query.js';

export type QueueStatistics = Schemas['QueueStatistics'];

/** Lists of this length are asked for less often: they come in many pages. */
const longList = 1_000;
const longListIntervalMs = 10_000;

let statisticsCount = 0;

export function useQueueStatistics(vhost: string) {
  return useLiveQuery({
    queryKey: ['queue-statistics', vhost],
    queryFn: async () => {
      const { number } = toldQueues;
      const items = await allPages((cursor) =>
        answerOf(api.GET('/v1/statistics/queues', { params: { query: { vhost, limit: pageLimit, ...cursor } } })),
      );
      statisticsCount = items.length;
      return toldQueues.broughtUpToDate(items, number);
    },
    ...(statisticsCount > longList ? { intervalMs: longListIntervalMs } : {}),
  });
}

export function useStatisticsOf(vhost: string, queue: string) {
  return useLiveQuery({
    queryKey: ['queue-statistics', vhost, queue],
    queryFn: () => answerOf(api.GET('/v1/queues/{queue}/statistics', { params: { path: { queue }, query: { vhost } } })),
  });
}

/** Settings change seldom, and by somebody who looks at them. */
const settingsIntervalMs = 15_000;

export function useQueue(vhost: string, queue: string) {
  return useLiveQuery({
    queryKey: ['queues', vhost, queue],
    queryFn: () => answerOf(api.GET('/v1/queues/{queue}', { params: { path: { queue }, query: { vhost } } })),
    intervalMs: settingsIntervalMs,
  });
}
