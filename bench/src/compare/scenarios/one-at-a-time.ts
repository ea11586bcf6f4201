import { carry } from '../carry.js';
import { endToEnd, messagesPerSecond, serverCpu } from '../figures.js';
import { brokers } from '../peers.js';
import type { Scenario } from '../scenario.js';

const load = { size: 1024, publishers: 1, consumers: 1, window: 1, prefetch: 1 };

/** Each message waits for the confirm of the one before: nothing can be done together. */
export const oneAtATime: Scenario = {
  name: 'one-at-a-time',
  title: 'One at a time: 1 KiB, window 1, prefetch 1, 1 + 1 clients',
  peers: brokers,
  cases: [{ name: 'window 1', measure: (bench) => carry(bench, load) }],
  figures: [messagesPerSecond, ...endToEnd, serverCpu],
};
