import { carry } from '../carry.js';
import { cpu, databaseWork, messagesPerSecond } from '../figures.js';
import { brokers } from '../peers.js';
import type { Scenario } from '../scenario.js';
import { usualLoad, type Load } from '../traffic.js';

const loads: Readonly<Record<string, Load>> = {
  '1 KiB, 2 + 2 clients': usualLoad,
  '100 B, 2 + 2 clients': { ...usualLoad, size: 100 },
  '16 KiB, 2 + 2 clients': { ...usualLoad, size: 16 * 1024 },
  '1 KiB, 8 + 8 clients': { ...usualLoad, publishers: 8, consumers: 8 },
};

/** As many as go through one queue, each confirmed and each acknowledged. */
export const through: Scenario = {
  name: 'through',
  title: 'Through one queue: publishers with confirms (window 300), consumers with acks (prefetch 300)',
  peers: brokers,
  cases: Object.entries(loads).map(([name, load]) => ({ name, measure: (bench) => carry(bench, load) })),
  figures: [messagesPerSecond, ...cpu, ...databaseWork],
};
