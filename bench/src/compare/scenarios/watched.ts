import { carry } from '../carry.js';
import { Dashboards } from '../dashboards.js';
import { cpu, messagesPerSecond, type Figures } from '../figures.js';
import type { Bench, Scenario } from '../scenario.js';
import { usualLoad } from '../traffic.js';

/** Whether operators may look while it matters. */
export const watched: Scenario = {
  name: 'watched',
  title: 'Three dashboards that look on, 1 KiB, 2 + 2 clients',
  peers: ['howdah'],
  cases: [
    { name: 'nobody looks', measure: (bench) => carry(bench, usualLoad) },
    { name: 'three dashboards', measure: carryWatched },
  ],
  comparesCases: true,
  figures: [messagesPerSecond, ...cpu],
};

async function carryWatched(bench: Bench): Promise<Figures> {
  const dashboards = await Dashboards.open(bench.peer.server.restUrl!);
  try {
    const figures = await carry(bench, usualLoad);
    dashboards.check();
    return figures;
  } finally {
    dashboards.close();
  }
}
