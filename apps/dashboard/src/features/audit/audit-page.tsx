import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useAudit, type AuditRecord } from '../../data/audit.js';
import { useMay } from '../../data/identity.js';
import { Button } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { FilterInput } from '../../ui/filter-input.js';
import { Ago } from '../../ui/instant.js';
import { Loading } from '../../ui/loading.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { VirtualTable, type Column } from '../../ui/virtual-table.js';

/** Who did what, and what came of it. */
export function AuditPage() {
  const { t } = useTranslation();
  const maySee = useMay('admin');
  return (
    <Page title={t('places.audit')} fills>
      {maySee ? <Records /> : <Notice severity="info">{t('audit.notForRole')}</Notice>}
    </Page>
  );
}

function Records() {
  const { t } = useTranslation();
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useAudit();
  const { filter = '' } = useSearch({ strict: false });
  const columns = useColumns();
  if (data === undefined) return error === null ? <Loading rows={8} /> : <ProblemNotice error={error} />;
  const rows = matching(
    data.pages.flatMap(({ items }) => items),
    filter,
  );
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <FilterInput label={t('audit.filter')} />
        <span className="flex-1" />
        {hasNextPage && (
          <Button disabled={isFetching} onClick={() => void fetchNextPage()}>
            {t('message.more')}
          </Button>
        )}
        <Button disabled={isFetching} onClick={() => void refetch()}>
          {t('message.again')}
        </Button>
      </div>
      <VirtualTable
        label={t('places.audit')}
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        empty={<Empty title={t('audit.none')} />}
      />
    </>
  );
}

function matching(records: readonly AuditRecord[], filter: string): readonly AuditRecord[] {
  const wanted = filter.toLowerCase();
  return records.filter(({ user, action, target }) => `${user} ${action} ${target}`.toLowerCase().includes(wanted));
}

function useColumns(): readonly Column<AuditRecord>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { key: 'at', header: t('audit.at'), width: '112px', cell: ({ at }) => <Ago at={at} /> },
      { key: 'user', header: t('audit.user'), width: 'minmax(72px, 1fr)', importance: 2, cell: ({ user }) => user },
      {
        key: 'action',
        header: t('audit.action'),
        width: 'minmax(110px, 1fr)',
        cell: ({ action }) => <span className="font-mono text-code">{action}</span>,
      },
      { key: 'target', header: t('audit.target'), width: 'minmax(100px, 2fr)', importance: 2, cell: ({ target }) => target },
      {
        ...{ key: 'outcome', header: t('audit.outcome'), width: 'minmax(96px, 1fr)' },
        cell: ({ outcome, error }) => (
          <span className={outcome === 'done' ? '' : 'text-critical'}>
            {t(`auditOutcome.${outcome}`)} {error !== null && <span className="text-muted">{error}</span>}
          </span>
        ),
      },
      {
        ...{ key: 'details', header: t('audit.details'), width: 'minmax(100px, 2fr)', importance: 3 },
        cell: ({ details }) => <span className="font-mono text-code text-muted">{JSON.stringify(details)}</span>,
      },
    ],
    [t],
  );
}
