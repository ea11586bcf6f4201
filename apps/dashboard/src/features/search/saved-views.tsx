import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SearchOrder } from '../../data/search.js';
import { Button } from '../../ui/button.js';
import { IconButton } from '../../ui/icon-button.js';
import { forgetView, keepView, savedViews } from './kept-views.js';
import { SearchLink } from './search-link.js';

interface SavedViewsProps {
  readonly q: string | undefined;
  readonly order: SearchOrder;
}

/** Searches that somebody wants to have at hand in this browser; to share one, its address is sent. */
export function SavedViews({ q, order }: SavedViewsProps) {
  const { t } = useTranslation();
  const [views, setViews] = useState(savedViews);
  const isKept = views.some((view) => view.q === q && view.order === order);
  const canKeep = q !== undefined && q !== '' && !isKept;
  if (views.length === 0 && !canKeep) return null;
  return (
    <section aria-label={t('search.views')} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small">
      {views.map((view) => (
        <span key={`${view.order} ${view.q}`} className="inline-flex items-center">
          <SearchLink q={view.q} {...(view.order === 'oldest' ? { order: 'oldest' as const } : {})} />
          <IconButton
            icon={X}
            label={t('search.forget', { q: view.q })}
            className="size-6"
            onClick={() => setViews(forgetView(view))}
          />
        </span>
      ))}
      {canKeep && (
        <Button look="quiet" className="h-6" onClick={() => setViews(keepView({ q, order }))}>
          {t('search.keep')}
        </Button>
      )}
    </section>
  );
}
