import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundMessage } from '../../data/search.js';
import { DiedOf } from '../../errors/died-of.js';
import { Preview } from '../../payload/preview.js';
import { useFormat } from '../../preferences/format.js';
import { Ago } from '../../ui/instant.js';
import { MessageLink } from '../../ui/message-link.js';
import { StateLabel } from '../../ui/state.js';
import type { Column } from '../../ui/virtual-table.js';

export function useFoundColumns(): readonly Column<FoundMessage>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      { key: 'id', header: t('message.id'), width: '96px', cell: ({ queue, id }) => <MessageLink queue={queue} id={id} /> },
      { key: 'state', header: t('message.state'), width: '104px', cell: ({ state }) => <StateLabel state={state} /> },
      { key: 'queue', header: t('consumers.queue'), width: 'minmax(96px, 1fr)', cell: ({ queue }) => queue },
      {
        ...{ key: 'origin', header: t('search.origin'), width: 'minmax(90px, 1fr)', importance: 3 },
        cell: ({ origin }) => origin ?? <span className="text-muted">–</span>,
      },
      {
        ...{ key: 'published', header: t('message.published'), hint: t('search.publishedHint'), width: '112px', importance: 2 },
        cell: ({ publishedAt }) => <Ago at={publishedAt} />,
      },
      {
        ...{ key: 'attempts', header: t('message.attempts'), hint: t('message.attemptsHint'), width: '80px' },
        ...{ importance: 3, isNumber: true },
        cell: ({ attempts, state }) => (state === 'dead' ? '–' : format.count(attempts)),
      },
      {
        ...{ key: 'error', header: t('errors.error'), width: 'minmax(130px, 3fr)', importance: 3 },
        cell: (message) => <DiedOf message={message} />,
      },
      {
        ...{ key: 'size', header: t('message.size'), width: '80px', importance: 2, isNumber: true },
        cell: ({ bodyBytes }) => format.bytes(bodyBytes),
      },
      {
        ...{ key: 'preview', header: t('message.preview'), width: 'minmax(110px, 2fr)', importance: 2 },
        cell: (message) => <Preview message={message} />,
      },
    ],
    [t, format],
  );
}
