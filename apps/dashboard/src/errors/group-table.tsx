import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorGroup } from '../data/error-groups.js';
import { useFormat } from '../preferences/format.js';
import { Empty } from '../ui/empty.js';
import { Ago } from '../ui/instant.js';
import { VirtualTable, type Column } from '../ui/virtual-table.js';
import { HourBars } from './hour-bars.js';

/** What fails, by kind. */
export function GroupTable({ groups }: { readonly groups: readonly ErrorGroup[] }) {
  const { t } = useTranslation();
  const columns = useColumns();
  return (
    <VirtualTable
      label={t('errors.groups')}
      columns={columns}
      rows={groups}
      keyOf={({ id }) => id}
      empty={<Empty title={t('errors.none')}>{t('errors.noneMeans')}</Empty>}
    />
  );
}

function useColumns(): readonly Column<ErrorGroup>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      { key: 'error', header: t('errors.error'), width: 'minmax(150px, 4fr)', cell: (group) => <GroupLink group={group} /> },
      { key: 'queue', header: t('errors.queue'), width: 'minmax(90px, 1.5fr)', importance: 2, cell: ({ queue }) => queue },
      {
        ...{ key: 'deaths', header: t('errors.deaths'), hint: t('errors.deathsHint'), width: '72px', isNumber: true },
        cell: ({ deaths }) => format.count(deaths),
      },
      {
        ...{
          key: 'attempts',
          header: t('errors.attempts'),
          hint: t('errors.attemptsHint'),
          width: '88px',
          importance: 2,
          isNumber: true,
        },
        cell: ({ attempts }) => format.count(attempts),
      },
      { key: 'hours', header: t('errors.hours'), width: '144px', importance: 3, cell: (group) => <HourBars group={group} /> },
      { key: 'first', header: t('errors.first'), width: '112px', importance: 3, cell: ({ firstAt }) => <Ago at={firstAt} /> },
      { key: 'last', header: t('errors.last'), width: '112px', importance: 2, cell: ({ lastAt }) => <Ago at={lastAt} /> },
    ],
    [t, format],
  );
}

function GroupLink({ group: { id, errorName, message } }: { readonly group: ErrorGroup }) {
  return (
    <Link
      to="/dead-letters/$group"
      params={{ group: id }}
      data-row-link
      title={`${errorName} ${message}`}
      className="hover:underline"
    >
      <span className="font-semibold">{errorName}</span> <span className="text-muted">{message}</span>
    </Link>
  );
}
