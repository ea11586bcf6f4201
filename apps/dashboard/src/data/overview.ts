import { answerOf, api, type Schemas } from '../api/client.js';
import { useLiveQuery } from '../live/use-live-query.js';

export type Overview = Schemas['Overview'];

/** All virtual hosts together, as attention is. */
export function useOverview() {
  return useLiveQuery({ queryKey: ['overview'], queryFn: () => answerOf(api.GET('/v1/overview')) });
}
