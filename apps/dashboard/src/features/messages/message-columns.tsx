import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PeekedMessage } from '../../data/messages.js';
import { Preview } from '../../payload/preview.js';
import { useFormat } from '../../preferences/format.js';
import { Ago } from '../../ui/instant.js';
import { StateLabel, type MessageState } from '../../ui/state.js';
import type { Column } from '../../ui/virtual-table.js';
import { MessageLink } from '../../ui/message-link.js';

export function useMessageColumns(queue: string): readonly Column<PeekedMessage>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'id',
        header: t('message.id'),
        width: 'minmax(72px, 112px)',
        cell: ({ id }) => <MessageLink queue={queue} id={id} />,
      },
      {
        key: 'state',
        header: t('message.state'),
        width: 'minmax(96px, 112px)',
        cell: (message) => <StateLabel state={shownState(queue, message)} />,
      },
      {
        key: 'published',
        header: t('message.published'),
        width: 'minmax(88px, 112px)',
        cell: ({ publishedAt }) => <Ago at={publishedAt} />,
      },
      {
        key: 'key',
        header: t('message.routingKey'),
        width: 'minmax(90px, 1fr)',
        importance: 3,
        cell: ({ routingKey }) => <span className="font-mono text-code">{routingKey}</span>,
      },
      {
        key: 'attempts',
        header: t('message.attempts'),
        hint: t('message.attemptsHint'),
        width: '80px',
        importance: 2,
        isNumber: true,
        cell: ({ attempts, deaths }) => (attempts === 0 && deaths.length > 0 ? '–' : format.count(attempts)),
      },
      {
        key: 'size',
        header: t('message.size'),
        width: '80px',
        importance: 2,
        isNumber: true,
        cell: ({ bodyBytes }) => format.bytes(bodyBytes),
      },
      {
        key: 'preview',
        header: t('message.preview'),
        width: 'minmax(120px, 3fr)',
        importance: 2,
        cell: (message) => <Preview message={message} />,
      },
    ],
    [t, format, queue],
  );
}

/** As a search calls it: a dead letter waits in another queue than the one it died in; retrying is what failed and backs off. */
export function shownState(queue: string, { state, attempts, deaths }: PeekedMessage): MessageState {
  if (state === 'ready' && deaths[0] !== undefined && deaths[0].queue !== queue) return 'dead';
  if (state === 'delayed') return attempts > 0 ? 'retrying' : 'scheduled';
  return state;
}
