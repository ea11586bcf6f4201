import { carry } from '../carry.js';
import { confirm, endToEnd, late, rateCarried, serverCpu } from '../figures.js';
import { brokers } from '../peers.js';
import type { Scenario } from '../scenario.js';
import { usualLoad } from '../traffic.js';

/** Counted from the time when a message should have been sent: one that has to wait for its turn waits on the clock. */
export const latency: Scenario = {
  name: 'latency',
  title: 'Latency at a fixed rate, 1 KiB, 2 + 2 clients',
  peers: brokers,
  cases: [1_000, 10_000].map((rate) => ({
    name: `${rate.toLocaleString('en')} messages/s`,
    measure: (bench) => carry(bench, { ...usualLoad, rate }),
  })),
  figures: [...endToEnd, ...confirm, late, rateCarried, serverCpu],
};
