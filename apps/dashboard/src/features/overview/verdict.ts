import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import type { Overview } from '../../data/overview.js';
import { useFormat } from '../../preferences/format.js';

/** The state of things in one sentence; trouble is told as soon as it is known. */
export function useVerdict(overview: Overview | undefined, attention: Schemas['Attention'] | undefined): string {
  const { t } = useTranslation();
  const format = useFormat();
  if (attention === undefined) return t('overview.looking');
  const { affected, queues, findingCount } = attention;
  if (affected > 0) return t('overview.troubled', { count: affected, total: format.count(queues) });
  if (findingCount > 0) return t('overview.odd');
  if (overview === undefined) return t('overview.looking');
  const rate = format.rate(overview.inRate);
  const { oldestAt } = overview.totals;
  return oldestAt === null ? t('overview.clear', { rate }) : t('overview.clearWaiting', { rate, age: format.age(oldestAt) });
}
