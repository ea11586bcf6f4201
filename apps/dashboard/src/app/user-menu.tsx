import { useMutation } from '@tanstack/react-query';
import { CircleUser } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../api/client.js';
import { useIdentity } from '../data/identity.js';
import { chooseLanguage } from '../i18n/languages.js';
import { setPreferences } from '../preferences/preferences.js';
import { usePreferences } from '../preferences/use-preferences.js';
import { IconButton } from '../ui/icon-button.js';
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../ui/menu.js';

/** Who is signed in, and how this browser shows things. */
export default function UserMenu({ onHelp }: { readonly onHelp: () => void }) {
  const { t } = useTranslation();
  const { user, role } = useIdentity();
  const { theme, density, language, timeZone, shortcuts } = usePreferences();
  const signOut = useSignOut();
  return (
    <Menu isOpenAtOnce trigger={<IconButton icon={CircleUser} label={t('shell.user', { user })} />}>
      <p className="px-2 py-1.5">
        <span className="font-medium">{user}</span> <span className="text-muted">{t(`role.${role}`)}</span>
      </p>
      <MenuSeparator />
      <MenuChoice
        label={t('preference.theme')}
        value={theme}
        onChange={(chosen) => setPreferences({ theme: chosen })}
        options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
      />
      <MenuSeparator />
      <MenuChoice
        label={t('preference.density')}
        value={density}
        onChange={(chosen) => setPreferences({ density: chosen })}
        options={(['compact', 'default', 'comfortable'] as const).map((value) => ({ value, label: t(`density.${value}`) }))}
      />
      <MenuSeparator />
      <MenuChoice
        label={t('preference.timeZone')}
        value={timeZone}
        onChange={(chosen) => setPreferences({ timeZone: chosen })}
        options={zonesWith(timeZone).map((value) => ({ value, label: value === 'local' ? t('zone.local') : value }))}
      />
      <MenuSeparator />
      <MenuChoice
        label={t('preference.language')}
        value={language}
        onChange={(chosen) => void chooseLanguage(chosen)}
        options={[
          { value: 'en', label: 'English' },
          { value: 'zh', label: '中文' },
        ]}
      />
      <MenuSeparator />
      <MenuItem onSelect={onHelp}>{t('help.title')}</MenuItem>
      <MenuItem onSelect={() => setPreferences({ shortcuts: !shortcuts })}>
        {shortcuts ? t('shortcut.switchOff') : t('shortcut.switchOn')}
      </MenuItem>
      <MenuItem onSelect={() => signOut.mutate()}>{t('session.signOut')}</MenuItem>
    </Menu>
  );
}

function zonesWith(chosen: string): string[] {
  return [...new Set(['local', 'UTC', chosen])];
}

function useSignOut() {
  return useMutation({
    mutationFn: () => answerOf(api.DELETE('/v1/session')),
    // Nothing of one person's is left in memory for the next.
    onSettled: () => window.location.assign(document.baseURI),
  });
}
