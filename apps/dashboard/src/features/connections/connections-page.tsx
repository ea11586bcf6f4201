import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clientNameOf } from '../../clients/client-name.js';
import { useConnections, useConsumers, type Connection } from '../../data/clients.js';
import { useMay } from '../../data/identity.js';
import { useVhost } from '../../data/vhost.js';
import { useFormat } from '../../preferences/format.js';
import { Button } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { Ago } from '../../ui/instant.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { VirtualTable, type Column } from '../../ui/virtual-table.js';
import { ConnectionDetails } from './connection-details.js';

export function ConnectionsPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('places.connections')} fills>
      <ConnectionTable />
    </Page>
  );
}

function ConnectionTable() {
  const { t } = useTranslation();
  const { data, error } = useConnections(useVhost());
  const [opened, setOpened] = useState<Connection | null>(null);
  const columns = useColumns(setOpened);
  if (data === undefined) return error === null ? <Loading rows={8} /> : <ProblemNotice error={error} />;
  return (
    <>
      <VirtualTable
        label={t('places.connections')}
        columns={columns}
        rows={data}
        keyOf={({ id }) => id}
        empty={<Empty title={t('connections.none')}>{t('connections.noneMeans')}</Empty>}
      />
      {opened !== null && <ConnectionDetails connection={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function useColumns(open: (connection: Connection) => void): readonly Column<Connection>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const mayClose = useMay('operator');
  const { data: consumers } = useConsumers(useVhost());
  return useMemo(() => {
    const counts = Map.groupBy(consumers ?? [], ({ connection }) => connection);
    return [
      {
        ...{ key: 'client', header: t('connections.client'), width: 'minmax(140px, 2fr)' },
        cell: (connection) => (
          <button
            type="button"
            data-row-link
            className="max-w-full truncate font-medium hover:underline"
            onClick={() => open(connection)}
          >
            {clientNameOf(connection)}
          </button>
        ),
      },
      { key: 'user', header: t('connections.user'), width: 'minmax(72px, 1fr)', cell: ({ user }) => user },
      {
        ...{ key: 'ends', header: t('connections.ends'), width: 'minmax(160px, 2fr)', importance: 3 },
        cell: ({ name }) => <span className="font-mono text-code">{name}</span>,
      },
      {
        ...{ key: 'consumers', header: t('queues.consumers'), width: '96px', importance: 2, isNumber: true },
        cell: ({ id }) => format.count(counts.get(id)?.length ?? 0),
      },
      {
        ...{ key: 'since', header: t('connections.since'), width: '120px', importance: 2 },
        cell: ({ connectedAt }) => <Ago at={connectedAt} />,
      },
      {
        ...{ key: 'details', header: t('connections.details'), width: '148px', importance: 2 },
        cell: (connection) => (
          <Button look="quiet" className="h-6" onClick={() => open(connection)}>
            {mayClose ? t('connections.close') : t('connections.details')}
          </Button>
        ),
      },
    ];
  }, [t, format, mayClose, consumers, open]);
}
