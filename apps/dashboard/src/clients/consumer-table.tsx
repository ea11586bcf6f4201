import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnections, type Connection, type Consumer } from '../data/clients.js';
import { useVhost } from '../data/vhost.js';
import { useFormat, type Format } from '../preferences/format.js';
import { Empty } from '../ui/empty.js';
import { Ago } from '../ui/instant.js';
import { Loading } from '../ui/loading.js';
import { ProblemNotice } from '../ui/notice.js';
import { QueueLink } from '../ui/queue-link.js';
import { VirtualTable, type Column } from '../ui/virtual-table.js';
import { clientNameOf } from './client-name.js';

interface ConsumerTableProps {
  readonly consumers: readonly Consumer[] | undefined;
  readonly error: Error | null;
  readonly emptyTitle: string;
}

export function ConsumerTable({ consumers, error, emptyTitle }: ConsumerTableProps) {
  const { t } = useTranslation();
  const columns = useColumns();
  if (consumers === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} />;
  return (
    <VirtualTable
      label={t('places.consumers')}
      columns={columns}
      rows={consumers}
      keyOf={({ id }) => id}
      empty={<Empty title={emptyTitle}>{t('consumers.noneMeans')}</Empty>}
    />
  );
}

function useColumns(): readonly Column<Consumer>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: connections } = useConnections(useVhost());
  return useMemo(() => {
    const byId = new Map(connections?.map((one) => [one.id, one]));
    return [
      {
        key: 'queue',
        header: t('consumers.queue'),
        width: 'minmax(96px, 2fr)',
        cell: ({ queue }) => <QueueLink queue={queue} />,
      },
      {
        key: 'client',
        header: t('consumers.client'),
        width: 'minmax(96px, 2fr)',
        cell: ({ connection }) => <ClientName connection={byId.get(connection)} />,
      },
      {
        key: 'tag',
        header: t('consumers.tag'),
        width: 'minmax(100px, 2fr)',
        importance: 2,
        cell: ({ tag }) => <span className="font-mono text-code">{tag}</span>,
      },
      {
        key: 'state',
        header: t('consumers.state'),
        width: 'minmax(72px, 140px)',
        cell: ({ active }) => (active ? t('consumers.active') : t('consumers.waits')),
      },
      {
        ...{ key: 'unacked', header: t('state.unacked.word'), hint: t('consumers.unackedHint'), width: '80px', isNumber: true },
        cell: ({ load }) => (load === null ? <Elsewhere /> : format.count(load.unacked)),
      },
      {
        ...{ key: 'prefetch', header: t('consumers.prefetch'), hint: t('consumers.prefetchHint'), width: '88px' },
        ...{ importance: 2, isNumber: true },
        cell: ({ load }) => prefetchShown(load, format),
      },
      {
        ...{ key: 'oldest', header: t('consumers.oldest'), hint: t('consumers.oldestHint'), width: '112px', importance: 3 },
        cell: ({ load }) => <Ago at={load?.oldestDeliveryAt ?? null} />,
      },
      {
        key: 'priority',
        header: t('consumers.priority'),
        width: '88px',
        importance: 3,
        isNumber: true,
        cell: ({ priority }) => format.count(priority),
      },
    ];
  }, [t, format, connections]);
}

/** Only its own broker counts what a consumer holds. */
function Elsewhere() {
  const { t } = useTranslation();
  return (
    <span className="text-muted" title={t('consumers.elsewhere')}>
      –
    </span>
  );
}

function prefetchShown(load: Consumer['load'], format: Format): string {
  if (load === null || load.prefetch === null) return '–';
  return load.prefetch === 0 ? '∞' : format.count(load.prefetch);
}

function ClientName({ connection }: { readonly connection: Connection | undefined }) {
  if (connection === undefined) return <span className="text-muted">–</span>;
  return <span title={connection.name}>{clientNameOf(connection)}</span>;
}
