import { Link, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../data/identity.js';
import { useVhost } from '../../data/vhost.js';
import { messagesMax, queuesMax, useWaiting, type WaitingMessage } from '../../data/waiting.js';
import { useFormat } from '../../preferences/format.js';
import { Choices } from '../../ui/choices.js';
import { Empty } from '../../ui/empty.js';
import { Loading } from '../../ui/loading.js';
import { MessageLink } from '../../ui/message-link.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { StateLabel } from '../../ui/state.js';
import { VirtualTable, type Column } from '../../ui/virtual-table.js';

/** What waits for its time, when, and why. */
export function RetriesPage() {
  const { t } = useTranslation();
  const mayRead = useMay('payload-viewer');
  return (
    <Page title={t('places.retries')} fills>
      {mayRead ? <WaitingTable /> : <Notice severity="info">{t('message.notForRole')}</Notice>}
    </Page>
  );
}

function WaitingTable() {
  const { t } = useTranslation();
  const { data, error, queueCount } = useWaiting(useVhost());
  const { state } = useSearch({ strict: false });
  const columns = useColumns();
  if (data === undefined) return error === null ? <Loading rows={8} /> : <ProblemNotice error={error} />;
  return (
    <>
      <KindFilter chosen={state} />
      <p className="text-muted">
        {t('retries.looked', { queues: Math.min(queueCount, queuesMax), of: queueCount, messages: messagesMax })}
      </p>
      <VirtualTable
        label={t('places.retries')}
        columns={columns}
        rows={data.filter(({ message }) => state === undefined || kindOf(message) === state)}
        keyOf={({ queue, message }) => `${queue} ${message.id}`}
        empty={<Empty title={t('retries.none')}>{t('retries.noneMeans')}</Empty>}
      />
    </>
  );
}

/** What failed waits for its next attempt; what has not was published for later. */
function kindOf({ attempts }: WaitingMessage['message']): 'retrying' | 'scheduled' {
  return attempts > 0 ? 'retrying' : 'scheduled';
}

const kinds = [undefined, 'retrying', 'scheduled'] as const;

function KindFilter({ chosen }: { readonly chosen: string | undefined }) {
  const { t } = useTranslation();
  return (
    <Choices label={t('retries.kinds')} param="state" chosen={kinds.find((kind) => kind === chosen)} options={kinds}>
      {(kind) => (kind === undefined ? t('message.all') : <StateLabel state={kind} />)}
    </Choices>
  );
}

function useColumns(): readonly Column<WaitingMessage>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      {
        ...{ key: 'when', header: t('retries.when'), width: 'clamp(88px, 10vw, 132px)' },
        cell: ({ message: { availableAt } }) => (availableAt === null ? '–' : <In at={availableAt} />),
      },
      {
        ...{ key: 'why', header: t('retries.why'), width: '112px' },
        cell: ({ message }) => <StateLabel state={kindOf(message)} />,
      },
      {
        ...{ key: 'queue', header: t('retries.queue'), width: 'minmax(96px, 2fr)' },
        cell: ({ queue }) => (
          <Link to="/queues/$queue" params={{ queue }} className="hover:underline">
            {queue}
          </Link>
        ),
      },
      {
        ...{ key: 'message', header: t('retries.message'), width: 'minmax(90px, 1fr)', importance: 2 },
        cell: ({ queue, message: { id } }) => <MessageLink queue={queue} id={id} />,
      },
      {
        ...{
          key: 'attempts',
          header: t('message.attempts'),
          hint: t('message.attemptsHint'),
          width: '88px',
          importance: 2,
          isNumber: true,
        },
        cell: ({ message: { attempts } }) => format.count(attempts),
      },
    ],
    [t, format],
  );
}

function In({ at }: { readonly at: string }) {
  const format = useFormat();
  return (
    <time dateTime={at} title={format.instant(at)}>
      {format.until(at)}
    </time>
  );
}
