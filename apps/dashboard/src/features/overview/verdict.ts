import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import type { QueueStatistics } from '../../data/queues.js';
import { totalsOf } from '../../data/totals.js';
import { useFormat } from '../../preferences/format.js';

/** The state of things in one sentence. */
export function useVerdict(
  statistics: readonly QueueStatistics[] | undefined,
  attention: Schemas['Attention'] | undefined,
): string {
  const { t } = useTranslation();
  const format = useFormat();
  if (statistics === undefined || attention === undefined) return t('overview.looking');
  const { affected, queues, findingCount } = attention;
  if (affected > 0) return t('overview.troubled', { count: affected, total: format.count(queues) });
  if (findingCount > 0) return t('overview.odd');
  const { inRate, oldestAt } = totalsOf(statistics);
  const rate = format.rate(inRate);
  return oldestAt === null ? t('overview.clear', { rate }) : t('overview.clearWaiting', { rate, age: format.age(oldestAt) });
}
