import { answerOf, api, type Schemas } from '../api/client.js';
import { useLiveQuery } from '../live/use-live-query.js';

export type Cluster = Schemas['Cluster'];
export type ClusterDatabase = Schemas['ClusterDatabase'];

/** Brokers, database nodes and the health of the database; no stream tells of them. */
export function useCluster() {
  return useLiveQuery({
    queryKey: ['cluster'],
    queryFn: () => answerOf(api.GET('/v1/cluster')),
    isStreamed: false,
  });
}
