import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PeekedMessage } from '../../data/messages.js';
import { DiedOf } from '../../errors/died-of.js';
import { Preview } from '../../payload/preview.js';
import { useFormat } from '../../preferences/format.js';
import { Ago } from '../../ui/instant.js';
import type { Column } from '../../ui/virtual-table.js';
import { MessageLink } from '../../ui/message-link.js';

/** Of dead letters: what each died of, and when. How often it failed is not among it: dying sets the attempts back. */
export function useDeadColumns(queue: string): readonly Column<PeekedMessage>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      {
        ...{ key: 'id', header: t('message.id'), width: 'minmax(72px, 112px)' },
        cell: ({ id }) => <MessageLink queue={queue} id={id} />,
      },
      {
        ...{ key: 'died', header: t('deadLetters.diedAt'), width: 'minmax(88px, 112px)' },
        cell: ({ publishedAt }) => <Ago at={publishedAt} />,
      },
      {
        ...{ key: 'origin', header: t('search.origin'), width: 'minmax(90px, 1fr)', importance: 2 },
        cell: ({ deaths: [death] }) => death?.queue,
      },
      {
        ...{ key: 'error', header: t('errors.error'), width: 'minmax(130px, 3fr)' },
        cell: (message) => <DiedOf message={message} />,
      },
      {
        ...{ key: 'size', header: t('message.size'), width: '80px', importance: 3, isNumber: true },
        cell: ({ bodyBytes }) => format.bytes(bodyBytes),
      },
      {
        ...{ key: 'preview', header: t('message.preview'), width: 'minmax(120px, 2fr)', importance: 2 },
        cell: (message) => <Preview message={message} />,
      },
    ],
    [t, format, queue],
  );
}
