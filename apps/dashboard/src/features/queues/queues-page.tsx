import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../data/identity.js';
import { useQueueStatistics } from '../../data/queues.js';
import { useVhost } from '../../data/vhost.js';
import { useFormat } from '../../preferences/format.js';
import { Button } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { FilterInput } from '../../ui/filter-input.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { sorted, VirtualTable, type Sort } from '../../ui/virtual-table.js';
import { CreateQueue } from './create-queue.js';
import { useQueueColumns } from './queue-columns.js';
import { useQueueRows, type QueueRow } from './queue-rows.js';

export function QueuesPage() {
  const { t } = useTranslation();
  const [isCreating, setCreating] = useState(false);
  const mayCreate = useMay('operator');
  const actions = mayCreate && (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus size={14} aria-hidden />
      {t('queues.create')}
    </Button>
  );
  return (
    <Page title={t('places.queues')} actions={actions} fills>
      <QueueTable />
      {isCreating && <CreateQueue onClose={() => setCreating(false)} />}
    </Page>
  );
}

function QueueTable() {
  const { t } = useTranslation();
  const format = useFormat();
  const vhost = useVhost();
  const { error } = useQueueStatistics(vhost);
  const rows = useQueueRows(vhost);
  const columns = useQueueColumns();
  const { filter = '', sort } = useSearch({ strict: false });
  const navigate = useNavigate();
  if (rows === undefined) return error === null ? <Loading rows={12} /> : <ProblemNotice error={error} />;
  const shown = sorted(matching(rows, filter), columns, readSort(sort));
  return (
    <>
      <FilterInput
        label={t('queues.filter')}
        count={t('queues.shown', { count: shown.length, shown: format.count(shown.length), total: format.count(rows.length) })}
      />
      <VirtualTable
        label={t('places.queues')}
        columns={columns}
        rows={shown}
        keyOf={({ queue }) => queue}
        sort={readSort(sort)}
        onSort={(chosen) =>
          void navigate({ to: '.', search: (before: object) => ({ ...before, sort: writeSort(chosen) }), replace: true } as never)
        }
        empty={
          <Empty title={rows.length === 0 ? t('queues.none') : t('queues.noneMatch')}>
            {rows.length === 0 ? t('queues.noneRemedy') : t('queues.noneMatchRemedy')}
          </Empty>
        }
      />
    </>
  );
}

function matching(rows: readonly QueueRow[], filter: string): readonly QueueRow[] {
  const wanted = filter.toLowerCase();
  return wanted === '' ? rows : rows.filter(({ queue }) => queue.toLowerCase().includes(wanted));
}

/** In an address a minus stands for descending. */
function readSort(text = 'attention'): Sort {
  return text.startsWith('-') ? { key: text.slice(1), isDescending: true } : { key: text, isDescending: false };
}

function writeSort({ key, isDescending }: Sort): string {
  return isDescending ? `-${key}` : key;
}
