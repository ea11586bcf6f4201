import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { serverTimeAt } from '../../api/server-clock.js';
import { useMay } from '../../data/identity.js';
import { useMessages, type MessageState, type PeekedMessage } from '../../data/messages.js';
import { useFormat } from '../../preferences/format.js';
import { Button } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { Loading } from '../../ui/loading.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';
import { VirtualTable } from '../../ui/virtual-table.js';
import { useDeadColumns } from './dead-columns.js';
import { shownState, useMessageColumns } from './message-columns.js';

interface MessageListProps {
  readonly vhost: string;
  readonly queue: string;
  readonly state?: MessageState | undefined;
  /** Those that are shown of what is there. */
  readonly isWanted?: (message: PeekedMessage) => boolean;
  readonly emptyTitle: string;
  readonly emptyText: string;
}

/** Peeks: reading does not consume, and the list stands still until somebody looks again. */
export function MessageList(props: MessageListProps) {
  const { t } = useTranslation();
  const mayRead = useMay('payload-viewer');
  return mayRead ? <ReadableList {...props} /> : <Notice severity="info">{t('message.notForRole')}</Notice>;
}

function ReadableList({ vhost, queue, state, isWanted, emptyTitle, emptyText }: MessageListProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch, dataUpdatedAt } = useMessages(vhost, queue, state);
  const [columns, deadColumns] = [useMessageColumns(queue), useDeadColumns(queue)];
  if (data === undefined) return error === null ? <Loading rows={10} /> : <ProblemNotice error={error} />;
  const all = data.pages.flatMap(({ items }) => items);
  const rows = isWanted === undefined ? all : all.filter(isWanted);
  const isAllDead = rows.length > 0 && rows.every((message) => shownState(queue, message) === 'dead');
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 pb-1">
        <span role="status" className="figure text-small text-muted">
          {t('message.loaded', {
            count: rows.length,
            shown: format.count(rows.length),
            time: format.clock(serverTimeAt(dataUpdatedAt)),
          })}
        </span>
        <span className="flex-1" />
        {hasNextPage && (
          <Button disabled={isFetching} onClick={() => void fetchNextPage()}>
            {t('message.more')}
          </Button>
        )}
        <Button disabled={isFetching} onClick={() => void refetch()}>
          <RefreshCw size={14} aria-hidden />
          {t('message.again')}
        </Button>
      </div>
      {error !== null && <ProblemNotice error={error} />}
      <VirtualTable
        label={t('queue.tab.messages')}
        columns={isAllDead ? deadColumns : columns}
        rows={rows}
        keyOf={({ id }) => id}
        empty={<Empty title={emptyTitle}>{emptyText}</Empty>}
      />
    </>
  );
}
