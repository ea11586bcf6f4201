import { Link } from '@tanstack/react-router';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { searchFor, useVhost } from '../data/vhost.js';
import { useFormat } from '../preferences/format.js';
import { evidenceOf, isCritical, type Finding, type FindingCode } from './finding.js';

/** Each row a claim, its evidence and the one place to go. */
export function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <ul className="flex flex-col gap-1.5">
      {findings.map((finding) => (
        <FindingRow key={`${finding.code} ${finding.vhost} ${finding.queue}`} finding={finding} />
      ))}
    </ul>
  );
}

function FindingRow({ finding }: { readonly finding: Finding }) {
  const { t } = useTranslation();
  const format = useFormat();
  const critical = isCritical(finding);
  const { count, oldestAt } = evidenceOf(finding);
  const Icon = critical ? CircleAlert : TriangleAlert;
  return (
    <li
      title={finding.remedy}
      className={`flex flex-wrap items-center gap-x-3 gap-y-1 rounded-r border-l-4 px-3 py-2 ${critical ? 'border-critical bg-critical-paper' : 'border-warn bg-warn-paper'}`}
    >
      <Icon size={16} aria-hidden className={critical ? 'text-critical' : 'text-warn'} />
      <p className="min-w-48 flex-1 [overflow-wrap:anywhere]">
        <span className="sr-only">{t(`severity.${critical ? 'critical' : 'warn'}`)}: </span>
        <Subject finding={finding} /> {t(`finding.${finding.code}.what`)}
        <span className="figure text-muted">
          {' · '}
          {t(`finding.${finding.code}.evidence`, { count, shown: format.count(count), error: finding.evidence.errorName ?? '' })}
          {oldestAt !== null && ` · ${t('finding.oldest', { age: format.age(oldestAt) })}`}
        </span>
      </p>
      <Action finding={finding} />
    </li>
  );
}

/** With its virtual host, where that is another one than the page's. */
function Subject({ finding: { queue, vhost } }: { readonly finding: Finding }) {
  const { t } = useTranslation();
  const here = useVhost();
  if (queue === null || vhost === null) return <strong className="font-semibold">{t('finding.broker')}</strong>;
  return (
    <>
      {vhost !== here && <span className="text-muted">{vhost} · </span>}
      <Link to="/queues/$queue" params={{ queue }} search={searchFor(vhost)} className="font-semibold hover:underline">
        {queue}
      </Link>
    </>
  );
}

type Tab = '/queues/$queue' | '/queues/$queue/consumers' | '/queues/$queue/dead-letters' | '/queues/$queue/settings';

const tabs: Record<FindingCode, Tab> = {
  messages_discarded: '/queues/$queue/dead-letters',
  queue_full: '/queues/$queue/settings',
  no_consumers: '/queues/$queue/consumers',
  stuck: '/queues/$queue/consumers',
  refused_publications: '/queues/$queue',
  dead_letters: '/queues/$queue/dead-letters',
  retry_storm: '/queues/$queue/dead-letters',
  old_messages: '/queues/$queue',
  unroutable: '/queues/$queue',
};

function Action({ finding: { code, queue, vhost } }: { readonly finding: Finding }) {
  const { t } = useTranslation();
  const look = 'touch inline-flex items-center font-medium text-accent underline-offset-2 hover:underline';
  if (queue === null || vhost === null)
    return (
      <Link to="/topology" className={look}>
        {t(`finding.${code}.action`)}
      </Link>
    );
  return (
    <Link to={tabs[code]} params={{ queue }} search={searchFor(vhost)} className={look}>
      {t(`finding.${code}.action`)}
    </Link>
  );
}
