import { useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../data/identity.js';
import { exportAddress, useSearchResults } from '../../data/search.js';
import { useVhost } from '../../data/vhost.js';
import { ButtonLink } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { Loading } from '../../ui/loading.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { VirtualTable } from '../../ui/virtual-table.js';
import { useFoundColumns } from './found-columns.js';
import { SavedViews } from './saved-views.js';
import { SearchBox } from './search-box.js';
import { SearchLink } from './search-link.js';
import { SearchedLine } from './searched-line.js';

/** Which messages are like this? Over everything that is held, without taking it. */
export function SearchPage() {
  const { t } = useTranslation();
  const vhost = useVhost();
  const mayRead = useMay('payload-viewer');
  const { q, order = 'newest' } = useSearch({ strict: false });
  const actions = mayRead && q !== undefined && (
    <ButtonLink href={exportAddress({ vhost, q, order })} download="messages.ndjson" title={t('search.exportMeans')}>
      <Download size={14} aria-hidden />
      {t('search.export')}
    </ButtonLink>
  );
  return (
    <Page title={t('places.search')} actions={actions} fills>
      {mayRead ? (
        <>
          <SearchBox key={q ?? ''} q={q ?? ''} order={order} />
          <SavedViews q={q} order={order} />
          {q === undefined ? <Examples /> : <Results vhost={vhost} q={q} order={order} />}
        </>
      ) : (
        <Notice severity="info">{t('message.notForRole')}</Notice>
      )}
    </Page>
  );
}

function Results(search: Parameters<typeof exportAddress>[0]) {
  const { t } = useTranslation();
  const columns = useFoundColumns();
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useSearchResults(search, true);
  if (data === undefined) return error === null ? <Loading rows={10} /> : <ProblemNotice error={error} />;
  const rows = data.pages.flatMap(({ items }) => items);
  return (
    <>
      <SearchedLine
        count={rows.length}
        pages={data.pages.map(({ searched }) => searched)}
        isBusy={isFetching}
        onMore={hasNextPage ? () => void fetchNextPage() : undefined}
        onAgain={() => void refetch()}
      />
      {error !== null && <ProblemNotice error={error} />}
      <VirtualTable
        label={t('search.found')}
        columns={columns}
        rows={rows}
        keyOf={({ queue, id }) => `${queue} ${id}`}
        empty={
          <Empty title={hasNextPage ? t('search.noneYet') : t('search.none')}>
            {hasNextPage ? t('search.noneYetMeans') : t('search.noneMeans')}
          </Empty>
        }
      />
    </>
  );
}

const examples = [
  ['state:dead newer:1h', 'recentDead'],
  ['error:PaymentTimeout header.tenant:north', 'byError'],
  ['body.order.id:48210', 'byBody'],
  ['queue:orders.* attempts:>3', 'retried'],
  ['-state:ready older:1d', 'old'],
] as const;

function Examples() {
  const { t } = useTranslation();
  return (
    <div className="max-w-2xl pt-2">
      <p className="pb-3 text-muted">{t('search.means')}</p>
      <dl className="grid grid-cols-1 gap-x-6 sm:grid-cols-[auto_1fr] sm:gap-y-2">
        {examples.map(([text, name]) => (
          <div key={name} className="contents">
            <dt>
              <SearchLink q={text} />
            </dt>
            <dd className="max-sm:pb-2 text-muted">{t(`search.example.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
