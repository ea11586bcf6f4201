import { CircleUser, Menu as MenuIcon, Pause, Play, Search } from 'lucide-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useIdentity } from '../data/identity.js';
import { useFreshness } from '../live/freshness.js';
import { useLiveSwitch } from '../live/live-switch.js';
import { useFormat } from '../preferences/format.js';
import { Button } from '../ui/button.js';
import { frameClasses } from '../ui/frame-classes.js';
import { IconButton } from '../ui/icon-button.js';
import { useShortcuts } from './shortcuts.js';
import { VhostPicker } from './vhost-picker.js';

// What is opened is loaded when it is opened: the first page has less to wait for.
const Palette = lazy(() => import('./palette.js'));
const KeyboardHelp = lazy(() => import('./keyboard-help.js'));
const PhoneNavigation = lazy(() => import('./phone-navigation.js'));
const UserMenu = lazy(() => import('./user-menu.js'));

export function TopBar() {
  const [opened, setOpened] = useState<'palette' | 'help' | null>(null);
  const openPalette = useCallback(() => setOpened('palette'), []);
  const openHelp = useCallback(() => setOpened('help'), []);
  const close = () => setOpened(null);
  useShortcuts({ openPalette, openHelp });
  return (
    <header className={frameClasses.top}>
      <PhoneNavigationButton />
      <VhostPicker />
      <span className="flex-1" />
      <PaletteButton onOpen={openPalette} />
      <LiveButton />
      <UserMenuButton onHelp={openHelp} />
      <Suspense>
        {opened === 'palette' && <Palette onClose={close} />}
        {opened === 'help' && <KeyboardHelp onClose={close} />}
      </Suspense>
    </header>
  );
}

function PaletteButton({ onOpen }: { readonly onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <Button onClick={onOpen} title={t('palette.title')} className="font-normal text-muted max-sm:border-transparent">
      <Search size={14} aria-hidden />
      <span className="sr-only sm:not-sr-only">{t('palette.open')}</span>
      <kbd className="hidden font-mono text-small sm:inline">⌘K</kbd>
    </Button>
  );
}

function PhoneNavigationButton() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <IconButton icon={MenuIcon} label={t('shell.places')} onClick={() => setOpen(true)} className="md:hidden" />
      <Suspense>{isOpen && <PhoneNavigation onClose={close} />}</Suspense>
    </>
  );
}

function UserMenuButton({ onHelp }: { readonly onHelp: () => void }) {
  const { t } = useTranslation();
  const { user } = useIdentity();
  const [isWanted, setWanted] = useState(false);
  const button = <IconButton icon={CircleUser} label={t('shell.user', { user })} onClick={() => setWanted(true)} />;
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <UserMenu onHelp={onHelp} />
    </Suspense>
  );
}

function LiveButton() {
  const { t } = useTranslation();
  const format = useFormat();
  const { isLive, setLive } = useLiveSwitch();
  const { asOf } = useFreshness();
  const Icon = isLive ? Pause : Play;
  return (
    <Button
      look="quiet"
      onClick={() => setLive(!isLive)}
      aria-pressed={!isLive}
      title={isLive ? t('live.pause') : t('live.resume')}
    >
      <Icon size={14} aria-hidden />
      <span>{isLive ? t('live.on') : t('live.paused')}</span>
      {asOf !== undefined && <span className="figure hidden text-muted sm:inline">{format.clock(asOf)}</span>}
    </Button>
  );
}
