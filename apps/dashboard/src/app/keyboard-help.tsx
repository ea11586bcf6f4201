import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/dialog.js';
import { places } from './navigation.js';

/** Which keys do what. */
export default function KeyboardHelp({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const rows: readonly (readonly [string, string])[] = [
    ['⌘ K · Ctrl K', t('palette.title')],
    ['/', t('help.filter')],
    ['j · k · ↑ · ↓', t('help.rows')],
    ...places.map(({ key, name }) => [`g ${key}`, t(`places.${name}`)] as const),
    ['Esc', t('help.close')],
    ['?', t('help.title')],
  ];
  return (
    <Dialog title={t('help.title')} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
        {rows.map(([keys, meaning]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="rounded border border-line bg-raised px-1.5 py-0.5 font-mono text-code">{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="pt-4 text-muted">{t('help.switch')}</p>
    </Dialog>
  );
}
