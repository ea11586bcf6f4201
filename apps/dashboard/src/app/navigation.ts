import { Inbox, LayoutDashboard, type LucideIcon } from 'lucide-react';
import type { Role } from '../data/identity.js';

export interface Place {
  readonly to: string;
  readonly name: 'overview' | 'queues';
  readonly icon: LucideIcon;
  readonly least: Role;
  /** Pressed after g. */
  readonly key: string;
}

export const places: readonly Place[] = [
  { to: '/', name: 'overview', icon: LayoutDashboard, least: 'viewer', key: 'o' },
  { to: '/queues', name: 'queues', icon: Inbox, least: 'viewer', key: 'q' },
];
