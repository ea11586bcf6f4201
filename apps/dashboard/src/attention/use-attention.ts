import { askAttention } from '../data/first-questions.js';
import { useLiveQuery } from '../live/use-live-query.js';
import type { Finding } from './finding.js';

export const attentionQuery = { queryKey: ['attention'], queryFn: askAttention };

/** What needs somebody, over all virtual hosts that one may see, as the broker ranks it. */
export function useAttention(enabled = true) {
  return useLiveQuery({ ...attentionQuery, enabled });
}

/** Of the queues of one virtual host. */
export function useFindings(vhost: string): readonly Finding[] | undefined {
  return useAttention().data?.findings.filter((finding) => finding.vhost === vhost);
}
