import { carry } from '../carry.js';
import { cpu, messagesPerSecond } from '../figures.js';
import type { Scenario } from '../scenario.js';
import { usualLoad } from '../traffic.js';

const topPriority = 9;

/** Quorum queues have none. */
export const priorities: Scenario = {
  name: 'priorities',
  title: 'Priorities, 1 KiB, 2 + 2 clients',
  peers: ['howdah', 'rabbitmq-classic'],
  cases: [
    { name: 'none', measure: (bench) => carry(bench, usualLoad) },
    {
      name: '10 priorities',
      measure: (bench) => carry(bench, { ...usualLoad, topPriority, queueArguments: { 'x-max-priority': topPriority } }),
    },
  ],
  comparesCases: true,
  figures: [messagesPerSecond, ...cpu],
};
