import type { TFunction } from 'i18next';
import clsx from 'clsx';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isCritical } from '../../attention/finding.js';
import { useFormat } from '../../preferences/format.js';
import { Ago } from '../../ui/instant.js';
import { QueueLink } from '../../ui/queue-link.js';
import type { Column } from '../../ui/virtual-table.js';
import type { QueueRow } from './queue-rows.js';

export function useQueueColumns(): readonly Column<QueueRow>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const number = (key: 'ready' | 'unacked' | 'delayed' | 'dead', importance: 1 | 2 | 3): Column<QueueRow> => ({
      ...{
        key,
        importance,
        isNumber: true,
        width: 'clamp(64px, 6.5vw, 88px)',
        header: t(`state.${key}.word`),
        hint: t(`state.${key}.means`),
      },
      sortsBy: (row) => row[key],
      isQuiet: (row) => row[key] === 0,
      cell: (row) => format.count(row[key]),
    });
    const rate = (key: 'inRate' | 'outRate'): Column<QueueRow> => ({
      ...{ key, importance: 2, isNumber: true, width: '72px', header: t(`queues.${key}`), hint: t('queues.rateHint') },
      sortsBy: (row) => row[key],
      isQuiet: (row) => row[key] === 0,
      cell: (row) => format.rate(row[key]),
    });
    return [
      {
        key: 'name',
        header: t('queues.name'),
        width: 'minmax(76px, 3fr)',
        sortsBy: ({ queue }) => queue,
        cell: ({ queue }) => <QueueLink queue={queue} />,
      },
      {
        ...{ key: 'attention', header: t('queues.attention'), width: 'minmax(128px, 1.6fr)', hint: t('queues.attentionHint') },
        sortsBy: ({ need }) => need,
        cell: (row) => trouble(row, t),
      },
      number('ready', 1),
      number('unacked', 3),
      number('delayed', 3),
      number('dead', 2),
      {
        key: 'oldest',
        header: t('queues.oldest'),
        width: '104px',
        importance: 3,
        sortsBy: ({ oldestAt }) => oldestAt ?? '9',
        cell: ({ oldestAt }) => <Ago at={oldestAt} />,
      },
      rate('inRate'),
      rate('outRate'),
      {
        key: 'consumers',
        header: t('queues.consumers'),
        width: '96px',
        importance: 2,
        isNumber: true,
        sortsBy: ({ consumers }) => consumers,
        isQuiet: ({ consumers }) => consumers === 0,
        cell: ({ consumers }) => format.count(consumers),
      },
    ];
  }, [t, format]);
}

function trouble({ findings }: QueueRow, t: TFunction): ReactNode {
  const [first] = findings;
  if (first === undefined) return <span className="sr-only">{t('queues.well')}</span>;
  const critical = isCritical(first);
  return (
    <span className={critical ? 'text-critical' : 'text-warn'} title={t(`finding.${first.code}.short`)}>
      <span aria-hidden className={clsx('sign mr-1.5', critical ? 'sign-critical' : 'sign-warn')} />
      {t(`finding.${first.code}.short`)}
    </span>
  );
}
