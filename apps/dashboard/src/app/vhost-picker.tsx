import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { defaultVhost, useVhost } from '../data/vhost.js';
import { useVhosts } from '../data/vhosts.js';
import { Select } from '../ui/field.js';

/** A page about something in the old virtual host has no place in the new one: the choice leads to the overview. */
export function VhostPicker() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const vhost = useVhost();
  const names = useVhosts().data?.map(({ name }) => name) ?? [];
  const options = names.includes(vhost) ? names : [vhost, ...names];
  const choose = (chosen: string) =>
    void navigate({ to: '/', search: { vhost: chosen === defaultVhost ? undefined : chosen } as never });
  return (
    <label className="flex min-w-0 items-center gap-2">
      <span className="hidden whitespace-nowrap text-muted sm:inline" title={t('shell.vhostHint')}>
        {t('shell.vhost')}
      </span>
      <Select
        aria-label={t('shell.vhost')}
        value={vhost}
        onChange={(event) => choose(event.target.value)}
        className="max-w-36 border-line"
      >
        {options.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
    </label>
  );
}
