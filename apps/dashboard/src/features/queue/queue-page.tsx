import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { Ellipsis, Send } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.js';
import { useMay } from '../../data/identity.js';
import { useQueue, useStatisticsOf } from '../../data/queues.js';
import { useQueueName } from '../../data/params.js';
import { useVhost } from '../../data/vhost.js';
import { useFormat } from '../../preferences/format.js';
import { MoveDialog } from '../../redrive/move-dialog.js';
import { Button } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { IconButton } from '../../ui/icon-button.js';
import { Menu, MenuItem } from '../../ui/menu.js';
import { ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { Tabs, type Tab } from '../../ui/tabs.js';
import { DeleteQueue } from './delete-queue.js';
import { PauseNotices } from './pause-notices.js';
import { PauseQueue } from './pause-queue.js';
import { PublishMessage } from './publish-message.js';
import { PurgeQueue } from './purge-queue.js';

/** What every page about one queue shares: its name, what one can do with it, and the tabs. */
export function QueuePage() {
  const { t } = useTranslation();
  const vhost = useVhost();
  const queue = useQueueName();
  const { error } = useQueue(vhost, queue);
  const trail = (
    <Link to="/queues" className="hover:underline">
      {t('places.queues')}
    </Link>
  );
  return (
    <Page title={queue} trail={trail} actions={<QueueActions vhost={vhost} queue={queue} />} fills>
      {isMissing(error) ? (
        <Empty title={t('queue.missing', { queue })}>{t('queue.missingRemedy')}</Empty>
      ) : (
        <QueueBody vhost={vhost} queue={queue} error={error} />
      )}
    </Page>
  );
}

function isMissing(error: Error | null): boolean {
  return error instanceof ApiProblem && error.code === 'queue_not_found';
}

interface QueueBodyProps {
  readonly vhost: string;
  readonly queue: string;
  readonly error: Error | null;
}

function QueueBody({ vhost, queue, error }: QueueBodyProps) {
  const { t } = useTranslation();
  return (
    <>
      <Tabs label={t('queue.tabs')} tabs={useTabs(queue)} />
      {error !== null && <ProblemNotice error={error} />}
      <PauseNotices vhost={vhost} queue={queue} />
      <div className="flex min-h-0 flex-1 flex-col">
        <Outlet />
      </div>
    </>
  );
}

function useTabs(queue: string): readonly Tab[] {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useStatisticsOf(useVhost(), queue);
  const tab = (key: 'overview' | 'messages' | 'dead-letters' | 'consumers' | 'bindings' | 'settings', count?: number): Tab => ({
    ...{ key, to: key === 'overview' ? '/queues/$queue' : `/queues/$queue/${key}`, params: { queue } },
    label: (
      <>
        {t(`queue.tab.${key}`)}
        {count !== undefined && count > 0 && (
          <span className="figure rounded bg-sunken px-1.5 text-small text-muted">{format.compact(count)}</span>
        )}
      </>
    ),
  });
  const held = data === undefined ? undefined : data.ready + data.unacked + data.delayed;
  return [
    tab('overview'),
    tab('messages', held),
    tab('dead-letters', data?.dead),
    tab('consumers'),
    tab('bindings'),
    tab('settings'),
  ];
}

type Act = 'publish' | 'pause' | 'move' | 'purge' | 'delete';

function QueueActions({ vhost, queue }: { readonly vhost: string; readonly queue: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [act, setAct] = useState<Act | null>(null);
  const mayChange = useMay('operator');
  if (!mayChange) return null;
  const close = () => setAct(null);
  return (
    <>
      <Button onClick={() => setAct('publish')}>
        <Send size={14} aria-hidden />
        {t('publish.action')}
      </Button>
      <Menu trigger={<IconButton icon={Ellipsis} label={t('queue.more')} className="border border-line" />}>
        <MenuItem onSelect={() => setAct('pause')}>{t('pause.action')}</MenuItem>
        <MenuItem onSelect={() => setAct('move')}>{t('move.actionAll')}</MenuItem>
        <MenuItem onSelect={() => setAct('purge')}>{t('purge.action')}</MenuItem>
        <MenuItem onSelect={() => setAct('delete')}>{t('deleteQueue.action')}</MenuItem>
      </Menu>
      {act === 'publish' && <PublishMessage vhost={vhost} queue={queue} onClose={close} />}
      {act === 'pause' && <PauseQueue vhost={vhost} queue={queue} onClose={close} />}
      {act === 'move' && <MoveDialog scope={{ vhost, queue, filter: {} }} onClose={close} />}
      {act === 'purge' && <PurgeQueue vhost={vhost} queue={queue} onClose={close} />}
      {act === 'delete' && (
        <DeleteQueue vhost={vhost} queue={queue} onClose={close} onDeleted={() => void navigate({ to: '/queues' })} />
      )}
    </>
  );
}
