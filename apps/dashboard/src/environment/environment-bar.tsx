import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import { environment, type EnvironmentColor } from './environment.js';

const papers: Record<EnvironmentColor, string> = {
  gray: 'bg-environment-gray',
  green: 'bg-environment-green',
  blue: 'bg-environment-blue',
  amber: 'bg-environment-amber',
  red: 'bg-environment-red',
};

/** Across the whole window, so that nobody takes production for something else. */
export function EnvironmentBar() {
  const { t } = useTranslation();
  if (environment === undefined) return null;
  const { name, color } = environment;
  return (
    <p className={clsx('truncate px-4 text-center text-small leading-5 font-semibold tracking-wide text-white', papers[color])}>
      <span className="sr-only">{t('shell.environment')} </span>
      {name}
    </p>
  );
}
