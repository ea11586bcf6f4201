import { useTranslation } from 'react-i18next';
import { environment } from './environment.js';
import { environmentClasses } from './environment-classes.js';

/** Across the whole window, so that nobody takes production for something else. */
export function EnvironmentBar() {
  const { t } = useTranslation();
  if (environment === undefined) return null;
  const { name, color } = environment;
  return (
    <section aria-label={name} className={environmentClasses(color)}>
      <span className="sr-only">{t('shell.environment')} </span>
      {name}
    </section>
  );
}
