import { useTranslation } from 'react-i18next';
import { useDeliveryExplanation, type DeliveryReason } from '../../data/explanations.js';
import { useFormat } from '../../preferences/format.js';
import { ProblemNotice } from '../../ui/notice.js';
import { Section } from '../../ui/section.js';

interface WhyHereProps {
  readonly vhost: string;
  readonly queue: string;
  readonly message: string;
}

/** Why the message is not delivered now. */
export function WhyHere({ vhost, queue, message }: WhyHereProps) {
  const { t } = useTranslation();
  const { data, error } = useDeliveryExplanation(vhost, queue, message);
  const tell = useReasonInWords();
  if (data === undefined && error === null) return null;
  return (
    <Section title={t('explain.title')}>
      {error !== null && <ProblemNotice error={error} />}
      <ul className="flex flex-col gap-1 pt-2">
        {data?.reasons.map((reason) => (
          <li key={reason.code}>{tell(reason)}</li>
        ))}
      </ul>
    </Section>
  );
}

function useReasonInWords(): (reason: DeliveryReason) => string {
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
