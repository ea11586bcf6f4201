import { useTranslation } from 'react-i18next';
import type { DeliveryReason } from '../data/explanations.js';
import { useFormat } from '../preferences/format.js';

/** Why a message is not delivered at this moment. */
export function useReasonInWords(): (reason: DeliveryReason) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (reason) => {
    switch (reason.code) {
      case 'scheduled':
      case 'received':
        return t(`explain.${reason.code}`, { until: format.instant(reason.until) });
      case 'backoff':
        return t('explain.backoff', { count: reason.attempts, until: format.instant(reason.until) });
      case 'leased':
        return t('explain.leased', { consumer: reason.consumer, since: format.instant(reason.since) });
      case 'leased_elsewhere':
        return t('explain.leased_elsewhere', { broker: reason.broker });
      case 'no_active_consumer':
      case 'consumers_elsewhere':
        return t(`explain.${reason.code}`, { count: reason.consumers });
      case 'prefetch_full':
        return t('explain.prefetch_full', { consumer: reason.consumer, count: reason.unacked });
      default:
        return t(`explain.${reason.code}`);
    }
  };
}
