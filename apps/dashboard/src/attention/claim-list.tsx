import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { useFormat } from '../preferences/format.js';
import type { Claim, ClaimKind } from './judge.js';

interface Remedy {
  readonly severity: 'critical' | 'warn';
  readonly to: '/queues/$queue/consumers' | '/queues/$queue/dead-letters' | '/queues/$queue';
}

const remedies: Record<ClaimKind, Remedy> = {
  no_consumers: { severity: 'critical', to: '/queues/$queue/consumers' },
  dead_letters: { severity: 'critical', to: '/queues/$queue/dead-letters' },
  slow: { severity: 'warn', to: '/queues/$queue' },
};

/** Each row a claim, its evidence and the one place to go. */
export function ClaimList({ claims }: { readonly claims: readonly Claim[] }) {
  return (
    <ul className="flex flex-col gap-1.5">
      {claims.map((claim) => (
        <ClaimRow key={`${claim.kind} ${claim.queue}`} claim={claim} />
      ))}
    </ul>
  );
}

function ClaimRow({ claim: { kind, queue, count, since } }: { readonly claim: Claim }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { severity, to } = remedies[kind];
  const isCritical = severity === 'critical';
  const Icon = isCritical ? CircleAlert : TriangleAlert;
  return (
    <li
      className={`flex flex-wrap items-center gap-x-3 gap-y-1 rounded-r border-l-4 px-3 py-2 ${isCritical ? 'border-critical bg-critical-paper' : 'border-warn bg-warn-paper'}`}
    >
      <Icon size={16} aria-hidden className={isCritical ? 'text-critical' : 'text-warn'} />
      <p className="min-w-48 flex-1 [overflow-wrap:anywhere]">
        <span className="sr-only">{t(`severity.${severity}`)}: </span>
        <Link to="/queues/$queue" params={{ queue }} className="font-semibold hover:underline">
          {queue}
        </Link>{' '}
        <span>{t(`claim.${kind}.what`)}</span>
        <span className="figure text-muted">
          {' · '}
          {t(`claim.${kind}.evidence`, { count, shown: format.count(count) })}
          {since !== null && ` · ${t('claim.oldest', { age: format.ago(since) })}`}
        </span>
      </p>
      <Link
        to={to}
        params={{ queue }}
        className="touch inline-flex items-center font-medium text-accent underline-offset-2 hover:underline"
      >
        {t(`claim.${kind}.action`)}
      </Link>
    </li>
  );
}
