import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperations, type Operation } from '../../data/operations.js';
import { useVhost } from '../../data/vhost.js';
import { useFormat } from '../../preferences/format.js';
import { Empty } from '../../ui/empty.js';
import { Ago } from '../../ui/instant.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { useMay } from '../../data/identity.js';
import { VirtualTable, type Column } from '../../ui/virtual-table.js';
import { ExportList } from './export-list.js';

/** What did we change, and how far is it? */
export function OperationsPage() {
  const { t } = useTranslation();
  const { data, error } = useOperations(useVhost());
  const columns = useColumns();
  const isAdmin = useMay('admin');
  return (
    <Page title={t('places.operations')} fills>
      {error !== null && <ProblemNotice error={error} />}
      {data === undefined && error === null && <Loading rows={6} />}
      {data !== undefined && (
        <VirtualTable
          label={t('places.operations')}
          columns={columns}
          rows={data.items}
          keyOf={({ id }) => id}
          empty={<Empty title={t('operations.none')}>{t('operations.noneMeans')}</Empty>}
        />
      )}
      {isAdmin && <ExportList />}
    </Page>
  );
}

function useColumns(): readonly Column<Operation>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      {
        ...{ key: 'what', header: t('operations.what'), width: 'minmax(110px, 2fr)' },
        cell: ({ id, kind, queue }) => (
          <Link to="/operations/$operation" params={{ operation: id }} data-row-link className="font-medium hover:underline">
            {t(`operationKind.${kind}`)} {queue}
          </Link>
        ),
      },
      { key: 'state', header: t('operations.state'), width: '88px', cell: ({ state }) => t(`operationState.${state}`) },
      {
        ...{ key: 'moved', header: t('operations.moved'), width: '72px', isNumber: true },
        cell: ({ moved }) => format.count(moved),
      },
      {
        ...{ key: 'total', header: t('operations.total'), width: '88px', importance: 2, isNumber: true },
        cell: ({ total }) => (total === null ? '–' : format.count(total)),
      },
      {
        ...{ key: 'failed', header: t('operations.failed'), width: '104px', importance: 2, isNumber: true },
        cell: ({ failed }) => format.count(failed),
      },
      { key: 'author', header: t('operations.author'), width: 'minmax(80px, 1fr)', importance: 3, cell: ({ author }) => author },
      {
        key: 'created',
        header: t('operations.created'),
        width: '112px',
        importance: 2,
        cell: ({ createdAt }) => <Ago at={createdAt} />,
      },
    ],
    [t, format],
  );
}
