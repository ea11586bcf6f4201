import clsx from 'clsx';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFreshness } from '../live/freshness.js';
import { useFormat } from '../preferences/format.js';
import { Notice } from '../ui/notice.js';

/** When nobody answers any more, it says so first, and leaves the last figures in grey. */
export function StaleBand({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { isStale, asOf } = useFreshness();
  return (
    <>
      {isStale && (
        <div className="sticky top-0 z-20 bg-paper">
          <Notice severity="warn" isLoud>
            {t('live.stale', { time: asOf === undefined ? '' : format.clock(asOf) })}
          </Notice>
        </div>
      )}
      <div className={clsx('h-full', isStale && 'stale')}>{children}</div>
    </>
  );
}
