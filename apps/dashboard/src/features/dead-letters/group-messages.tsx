import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useGroupMessages } from '../../data/error-groups.js';
import { searchFor } from '../../data/vhost.js';
import { previewOf } from '../../payload/payload.js';
import { Button } from '../../ui/button.js';
import { Ago } from '../../ui/instant.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { PlainTable } from '../../ui/plain-table.js';

/** Dead letters of an error group that are still kept. */
export function GroupMessages({ group }: { readonly group: string }) {
  const { t } = useTranslation();
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useGroupMessages(group);
  if (data === undefined) return error === null ? <Loading rows={4} /> : <ProblemNotice error={error} />;
  const messages = data.pages.flatMap(({ items }) => items);
  return (
    <>
      {messages.length === 0 ? (
        <p className="pt-2 text-muted">{t('errors.noMessages')}</p>
      ) : (
        <PlainTable
          label={t('errors.messages')}
          headers={[t('message.id'), t('deadLetters.diedAt'), t('errors.message'), t('deadLetters.keptIn'), t('message.preview')]}
        >
          {messages.map((message) => (
            <tr key={`${message.queue} ${message.id}`}>
              <td>
                <Link
                  to="/queues/$queue/messages/$message"
                  params={{ queue: message.queue, message: message.id }}
                  search={searchFor(message.vhost)}
                  className="font-mono text-code font-medium hover:underline"
                >
                  {message.id}
                </Link>
              </td>
              <td>
                <Ago at={message.publishedAt} />
              </td>
              <td className="max-w-md truncate">{message.deaths[0]?.error?.message ?? '–'}</td>
              <td>{message.queue}</td>
              <td className="max-w-md truncate font-mono text-code text-muted">{previewOf(message)}</td>
            </tr>
          ))}
        </PlainTable>
      )}
      {hasNextPage && (
        <div className="pt-2">
          <Button disabled={isFetching} onClick={() => void fetchNextPage()}>
            {t('message.more')}
          </Button>
        </div>
      )}
    </>
  );
}
