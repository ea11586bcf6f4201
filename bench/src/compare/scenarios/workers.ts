import { carry } from '../carry.js';
import { cpu, databaseWork, messagesPerSecond } from '../figures.js';
import type { Scenario } from '../scenario.js';
import { usualLoad, type Load } from '../traffic.js';

const load: Load = { ...usualLoad, publishers: 8, consumers: 8 };

/** Where clients and servers share the cores, a second process has no core of its own: the CPU of a message tells what it costs. */
export const workers: Scenario = {
  name: 'workers',
  title: 'One broker process and two (HOWDAH_WORKERS=2), 1 KiB, 8 + 8 clients',
  peers: ['howdah', 'howdah-workers'],
  comparison: { title: 'two / one', one: 'howdah-workers', others: ['howdah'] },
  cases: [
    { name: 'one queue', measure: (bench) => carry(bench, load) },
    { name: '8 queues', measure: (bench) => carry(bench, { ...load, queues: 8, consumersPerQueue: 1 }) },
  ],
  figures: [messagesPerSecond, ...cpu, ...databaseWork],
};
