import { useTranslation } from 'react-i18next';
import { useMessageLife } from '../data/messages.js';
import { Loading } from '../ui/loading.js';
import { ProblemNotice } from '../ui/notice.js';
import { Section } from '../ui/section.js';
import { Timeline } from './timeline-view.js';

interface LifeSectionProps {
  readonly vhost: string;
  readonly message: string;
}

/** What happened to a message, and what of it nobody has written down. */
export function LifeSection({ vhost, message }: LifeSectionProps) {
  const { t } = useTranslation();
  const { data, error } = useMessageLife(vhost, message);
  return (
    <Section title={t('timeline.title')}>
      {error !== null && <ProblemNotice error={error} />}
      {data === undefined ? error === null && <Loading rows={4} /> : <Timeline life={data} />}
      {data !== undefined && data.notKept.length > 0 && (
        <details className="text-muted">
          <summary className="text-small">{t('timeline.notKept')}</summary>
          <ul className="list-disc pt-1 pl-5 text-small">
            {data.notKept.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}
