import {
  Cable,
  Inbox,
  LayoutDashboard,
  ListChecks,
  Network,
  Octagon,
  RotateCw,
  ScrollText,
  Settings,
  Users,
  type LucideIcon,
} from 'lucide-react';

interface Place {
  readonly to:
    | '/'
    | '/queues'
    | '/dead-letters'
    | '/retries'
    | '/operations'
    | '/topology'
    | '/connections'
    | '/consumers'
    | '/audit'
    | '/settings';
  readonly name:
    | 'overview'
    | 'queues'
    | 'deadLetters'
    | 'retries'
    | 'operations'
    | 'topology'
    | 'connections'
    | 'consumers'
    | 'audit'
    | 'settings';
  readonly icon: LucideIcon;
  /** Pressed after g. */
  readonly key: string;
}

export const places: readonly Place[] = [
  { to: '/', name: 'overview', icon: LayoutDashboard, key: 'o' },
  { to: '/queues', name: 'queues', icon: Inbox, key: 'q' },
  { to: '/dead-letters', name: 'deadLetters', icon: Octagon, key: 'd' },
  { to: '/retries', name: 'retries', icon: RotateCw, key: 'r' },
  { to: '/operations', name: 'operations', icon: ListChecks, key: 'x' },
  { to: '/topology', name: 'topology', icon: Network, key: 't' },
  { to: '/connections', name: 'connections', icon: Cable, key: 'n' },
  { to: '/consumers', name: 'consumers', icon: Users, key: 'c' },
  { to: '/audit', name: 'audit', icon: ScrollText, key: 'a' },
  { to: '/settings', name: 'settings', icon: Settings, key: 's' },
];
