import { answerOf, api, type Schemas } from '../api/client.js';
import { allPages, pageLimit } from '../api/pages.js';
import { useLiveQuery } from '../live/use-live-query.js';

export type Connection = Schemas['Connection'];
export type Consumer = Schemas['Consumer'];

/** Of the virtual host, on all brokers; of one queue alone when it is named. */
export function useConsumers(vhost: string, queue?: string) {
  const filter = queue === undefined ? {} : { queue };
  return useLiveQuery({
    queryKey: ['consumers', vhost, queue ?? null],
    queryFn: () =>
      allPages((cursor) =>
        answerOf(api.GET('/v1/consumers', { params: { query: { vhost, limit: pageLimit, ...filter, ...cursor } } })),
      ),
  });
}

export function useConnections(vhost: string) {
  return useLiveQuery({
    queryKey: ['connections', vhost],
    queryFn: () =>
      allPages((cursor) => answerOf(api.GET('/v1/connections', { params: { query: { vhost, limit: pageLimit, ...cursor } } }))),
  });
}
