import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useBindings, type Binding } from '../../data/topology.js';
import { useQueueName } from '../../data/params.js';
import { useVhost } from '../../data/vhost.js';
import { Empty } from '../../ui/empty.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { VirtualTable, type Column } from '../../ui/virtual-table.js';

/** What leads messages here. */
export function QueueBindings() {
  const { t } = useTranslation();
  const vhost = useVhost();
  const queue = useQueueName();
  const { data, error } = useBindings(vhost, { destination: queue, destinationKind: 'queue' });
  const columns = useColumns();
  if (data === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} />;
  return (
    <>
      <p className="pb-2 text-muted">{t('bindings.default', { queue })}</p>
      <VirtualTable
        label={t('queue.tab.bindings')}
        columns={columns}
        rows={data}
        keyOf={({ id }) => id}
        empty={<Empty title={t('bindings.none')}>{t('bindings.noneMeans')}</Empty>}
      />
    </>
  );
}

function useColumns(): readonly Column<Binding>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        key: 'source',
        header: t('bindings.exchange'),
        width: 'minmax(120px, 1fr)',
        cell: ({ source }) => <span className="font-medium">{source}</span>,
      },
      {
        key: 'key',
        header: t('bindings.routingKey'),
        width: 'minmax(120px, 1fr)',
        cell: ({ routingKey }) => <span className="font-mono text-code">{routingKey}</span>,
      },
      {
        key: 'arguments',
        header: t('bindings.arguments'),
        width: 'minmax(100px, 1fr)',
        importance: 2,
        cell: ({ arguments: args }) => <Arguments args={args} />,
      },
    ],
    [t],
  );
}

function Arguments({ args }: { readonly args: Binding['arguments'] }) {
  const text = JSON.stringify(args);
  return text === '{}' ? <span className="text-muted">–</span> : <span className="font-mono text-code">{text}</span>;
}
