import { carry } from '../carry.js';
import { cpu, messagesPerSecond } from '../figures.js';
import { brokers } from '../peers.js';
import type { Scenario } from '../scenario.js';
import { usualLoad } from '../traffic.js';

/** How fair dispatch is configured: no consumer holds more than what it works on. */
export const prefetchOne: Scenario = {
  name: 'prefetch-one',
  title: 'Prefetch 1 with 10 consumers, 1 KiB, 2 publishers',
  peers: brokers,
  cases: [{ name: '10 consumers', measure: (bench) => carry(bench, { ...usualLoad, consumers: 10, prefetch: 1 }) }],
  figures: [messagesPerSecond, ...cpu],
};
