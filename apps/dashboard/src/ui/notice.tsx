import clsx from 'clsx';
import { CircleAlert, Info, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem.js';

type Severity = 'info' | 'warn' | 'critical';

const looks: Record<Severity, { readonly icon: LucideIcon; readonly box: string; readonly tone: string }> = {
  info: { icon: Info, box: 'border-l-edge bg-raised', tone: 'text-muted' },
  warn: { icon: TriangleAlert, box: 'border-l-warn bg-warn-paper', tone: 'text-warn' },
  critical: { icon: CircleAlert, box: 'border-l-critical bg-critical-paper', tone: 'text-critical' },
};

interface NoticeProps {
  readonly severity: Severity;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly isLoud?: boolean;
}

/** Severity by bar, shape and word; colour only says it again. */
export function Notice({ severity, children, action, isLoud = false }: NoticeProps) {
  const { t } = useTranslation();
  const { icon: Icon, box, tone } = looks[severity];
  return (
    <div
      role={isLoud ? 'alert' : undefined}
      className={clsx('flex flex-wrap items-start gap-x-3 gap-y-2 rounded-r border-l-4 px-3 py-2', box)}
    >
      <Icon size={16} aria-hidden className={clsx('mt-0.5 shrink-0', tone)} />
      <div className="min-w-40 flex-1 [overflow-wrap:anywhere]">
        <span className="sr-only">{t(`severity.${severity}`)}: </span>
        {children}
      </div>
      {action}
    </div>
  );
}

/** What happened, why, and what to do about it. */
export function ProblemNotice({ error, action }: { readonly error: Error; readonly action?: ReactNode }) {
  const { t } = useTranslation();
  const isUnreachable = error instanceof ApiProblem && error.status === 0;
  const remedy = error instanceof ApiProblem ? error.remedy : undefined;
  return (
    <Notice severity="critical" isLoud action={action}>
      <p className="font-medium">{isUnreachable ? t('problem.unreachable') : error.message}</p>
      {isUnreachable ? (
        <p className="text-muted">{t('problem.unreachableRemedy')}</p>
      ) : (
        remedy && <p className="text-muted">{remedy}</p>
      )}
    </Notice>
  );
}
