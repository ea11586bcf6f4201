import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Inbox, Mail, Search, Sparkles } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueueStatistics } from '../data/queues.js';
import { useVhost } from '../data/vhost.js';
import { setPreferences } from '../preferences/preferences.js';
import { places } from './navigation.js';

/** Queues offered at once: a list longer than this is searched, not read. */
const queuesMax = 500;

/** Everything that can be gone to, by a few letters. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queues = useQueueStatistics(useVhost()).data?.slice(0, queuesMax) ?? [];
  const [typed, setTyped] = useState('');
  const message = /^\d+$/.test(typed) ? typed : undefined;
  const run = (act: () => unknown) => () => {
    onClose();
    void act();
  };
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-paper shadow-2xl"
        >
          <Radix.Title className="sr-only">{t('palette.title')}</Radix.Title>
          <Command label={t('palette.title')} loop>
            <Command.Input
              autoFocus
              value={typed}
              onValueChange={setTyped}
              placeholder={t('palette.placeholder')}
              className="h-12 w-full border-b border-line bg-paper px-4 text-[15px] placeholder:text-muted focus-visible:outline-none"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-small [&_[cmdk-group-heading]]:text-muted">
              <Command.Empty className="px-3 py-6 text-center text-muted">{t('palette.nothing')}</Command.Empty>
              <Command.Group heading={t('shell.places')}>
                {places.map(({ to, name, icon: Icon, key }) => (
                  <Command.Item key={to} className={itemLook} onSelect={run(() => navigate({ to }))}>
                    <Icon size={15} aria-hidden />
                    <span className="flex-1">{t(`places.${name}`)}</span>
                    <kbd className="font-mono text-code text-muted">g {key}</kbd>
                  </Command.Item>
                ))}
                <Command.Item className={itemLook} onSelect={run(() => navigate({ to: '/welcome' }))}>
                  <Sparkles size={15} aria-hidden />
                  {t('palette.welcome')}
                </Command.Item>
              </Command.Group>
              <Command.Group heading={t('places.queues')}>
                {queues.map(({ queue }) => (
                  <Command.Item
                    key={queue}
                    value={`queue ${queue}`}
                    className={itemLook}
                    onSelect={run(() => navigate({ to: '/queues/$queue', params: { queue } }))}
                  >
                    <Inbox size={15} aria-hidden />
                    {queue}
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading={t('preference.theme')}>
                {(['light', 'dark', 'system'] as const).map((theme) => (
                  <Command.Item key={theme} className={itemLook} onSelect={run(() => setPreferences({ theme }))}>
                    {t('palette.theme', { theme: t(`theme.${theme}`) })}
                  </Command.Item>
                ))}
              </Command.Group>
              {typed !== '' && (
                <Command.Group heading={t('places.search')} forceMount>
                  {message !== undefined && (
                    <Command.Item
                      forceMount
                      className={itemLook}
                      onSelect={run(() => navigate({ to: '/messages/$message', params: { message } }))}
                    >
                      <Mail size={15} aria-hidden />
                      {t('palette.message', { id: message })}
                    </Command.Item>
                  )}
                  <Command.Item
                    forceMount
                    value={`search ${typed}`}
                    className={itemLook}
                    onSelect={run(() => navigate({ to: '/search', search: { q: typed } as never }))}
                  >
                    <Search size={15} aria-hidden />
                    {t('palette.search', { q: typed })}
                  </Command.Item>
                </Command.Group>
              )}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const itemLook = 'touch flex min-h-9 cursor-pointer items-center gap-2.5 rounded px-2.5 data-[selected=true]:bg-sunken';
