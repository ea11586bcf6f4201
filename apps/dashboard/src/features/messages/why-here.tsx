import { useTranslation } from 'react-i18next';
import { useDeliveryExplanation } from '../../data/explanations.js';
import { useReasonInWords } from '../../lives/use-reason-in-words.js';
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
