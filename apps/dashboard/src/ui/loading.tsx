import { useTranslation } from 'react-i18next';

/** Lines where rows will be. */
export function Loading({ rows = 6 }: { readonly rows?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" className="flex flex-col gap-3 px-3 py-3">
      <span className="sr-only">{t('common.loading')}</span>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} aria-hidden className="h-4 animate-pulse rounded bg-sunken" />
      ))}
    </div>
  );
}
