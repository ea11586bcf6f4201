import type { Schemas } from '../api/client.js';
import { useLiveQuery } from '../live/use-live-query.js';
import { askOverview } from './first-questions.js';

export type Overview = Schemas['Overview'];

export const overviewQuery = { queryKey: ['overview'], queryFn: askOverview };

/** All virtual hosts together, as attention is. */
export function useOverview() {
  return useLiveQuery(overviewQuery);
}
