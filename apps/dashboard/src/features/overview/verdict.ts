import { useTranslation } from 'react-i18next';
import type { Claim } from '../../attention/judge.js';
import type { QueueStatistics } from '../../data/queues.js';
import { totalsOf } from '../../data/totals.js';
import { useFormat } from '../../preferences/format.js';

/** The state of things in one sentence. */
export function useVerdict(statistics: readonly QueueStatistics[] | undefined, claims: readonly Claim[] | undefined): string {
  const { t } = useTranslation();
  const format = useFormat();
  if (statistics === undefined || claims === undefined) return t('overview.looking');
  const troubled = new Set(claims.map(({ queue }) => queue)).size;
  if (troubled > 0) return t('overview.troubled', { count: troubled, total: format.count(statistics.length) });
  const { inRate, oldestAt } = totalsOf(statistics);
  const rate = format.rate(inRate);
  if (oldestAt === null) return t('overview.clear', { rate });
  return t('overview.clearWaiting', { rate, age: format.age(oldestAt) });
}
