import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Input } from './field.js';

/** Filters by what is typed, and keeps it in the address without a step in the history for each letter. */
export function FilterInput({ label, count }: { readonly label: string; readonly count?: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { filter = '' } = useSearch({ strict: false });
  const change = (value: string) =>
    void navigate({
      to: '.',
      replace: true,
      search: (before: object) => ({ ...before, filter: value === '' ? undefined : value }),
    } as never);
  return (
    <div className="flex flex-wrap items-center gap-3">
      <div className="relative w-full max-w-80">
        <Search size={14} aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-muted" />
        <Input
          type="search"
          data-filter
          aria-label={label}
          placeholder={label}
          className="pl-8"
          value={filter}
          onChange={({ target }) => change(target.value)}
        />
      </div>
      {count !== undefined && (
        <span role="status" className="figure text-small text-muted">
          {count}
        </span>
      )}
      <span className="sr-only">{t('common.filterHint')}</span>
    </div>
  );
}
