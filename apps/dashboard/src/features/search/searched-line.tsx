import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Searched } from '../../data/search.js';
import { useFormat } from '../../preferences/format.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';

interface SearchedLineProps {
  readonly count: number;
  /** Of each page. */
  readonly pages: readonly Searched[];
  readonly isBusy: boolean;
  readonly onMore: (() => void) | undefined;
  readonly onAgain: () => void;
}

/** How far the search came: an answer that looked at a part must say so. */
export function SearchedLine({ count, pages, isBusy, onMore, onAgain }: SearchedLineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const last = pages.at(-1)!;
  const looked = pages.reduce((sum, { messages }) => sum + messages, 0);
  const unread = pages.reduce((sum, { unreadBodies }) => sum + unreadBodies, 0);
  const range = last.to === null ? '' : t('search.backTo', { time: format.instant(last.to) });
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p role="status" className="figure min-w-52 flex-1 text-small text-muted">
          {t('search.foundCount', { count, shown: format.count(count) })}{' '}
          {t('search.looked', { count: looked, shown: format.count(looked), queues: format.count(last.queues) })}{' '}
          {last.endedBy === 'end' ? t('search.complete') : range}
        </p>
        {onMore !== undefined && (
          <Button disabled={isBusy} onClick={onMore}>
            {t('search.goOn')}
          </Button>
        )}
        <Button disabled={isBusy} onClick={onAgain}>
          <RefreshCw size={14} aria-hidden />
          {t('message.again')}
        </Button>
      </div>
      {last.refusedQueues > 0 && <Notice severity="info">{t('search.refused', { count: last.refusedQueues })}</Notice>}
      {unread > 0 && <Notice severity="info">{t('search.unread', { count: unread })}</Notice>}
    </>
  );
}
