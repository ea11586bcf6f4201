import {
  Cable,
  Database,
  Inbox,
  LayoutDashboard,
  ListChecks,
  Network,
  Octagon,
  RotateCw,
  ScrollText,
  Search,
  Settings,
  Users,
  type LucideIcon,
} from 'lucide-react';

interface Place {
  readonly to:
    | '/'
    | '/queues'
    | '/dead-letters'
    | '/search'
    | '/retries'
    | '/operations'
    | '/topology'
    | '/connections'
    | '/consumers'
    | '/cluster'
    | '/audit'
    | '/settings';
  readonly name:
    | 'overview'
    | 'queues'
    | 'deadLetters'
    | 'search'
    | 'retries'
    | 'operations'
    | 'topology'
    | 'connections'
    | 'consumers'
    | 'cluster'
    | 'audit'
    | 'settings';
  readonly icon: LucideIcon;
  /** Pressed after g. */
  readonly key: string;
}

/** What is going on; how it is wired; what carries it. */
export const placeGroups: readonly (readonly Place[])[] = [
  [
    { to: '/', name: 'overview', icon: LayoutDashboard, key: 'o' },
    { to: '/queues', name: 'queues', icon: Inbox, key: 'q' },
    { to: '/dead-letters', name: 'deadLetters', icon: Octagon, key: 'd' },
    { to: '/retries', name: 'retries', icon: RotateCw, key: 'r' },
    { to: '/search', name: 'search', icon: Search, key: 'f' },
    { to: '/operations', name: 'operations', icon: ListChecks, key: 'x' },
  ],
  [
    { to: '/topology', name: 'topology', icon: Network, key: 't' },
    { to: '/connections', name: 'connections', icon: Cable, key: 'n' },
    { to: '/consumers', name: 'consumers', icon: Users, key: 'c' },
  ],
  [
    { to: '/cluster', name: 'cluster', icon: Database, key: 'l' },
    { to: '/audit', name: 'audit', icon: ScrollText, key: 'a' },
    { to: '/settings', name: 'settings', icon: Settings, key: 's' },
  ],
];

export const places = placeGroups.flat();
