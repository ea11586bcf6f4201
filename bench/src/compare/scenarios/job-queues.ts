import { carry } from '../carry.js';
import { cpu, messagesPerSecond } from '../figures.js';
import { jobQueues as others } from '../peers.js';
import type { Scenario } from '../scenario.js';
import { usualLoad } from '../traffic.js';

/** Each in its own API, as fast as that is: added in batches of what gathers, worked off with its own batches or local queue. */
export const jobQueues: Scenario = {
  name: 'job-queues',
  title: 'Job queues in their own API, 1 KiB, added and worked off at the same time, 2 + 2 clients',
  peers: ['howdah', ...others],
  comparison: { title: 'howdah / best job queue', one: 'howdah', others },
  cases: [{ name: '1 KiB', measure: (bench) => carry(bench, usualLoad) }],
  figures: [messagesPerSecond, { key: 'confirmedPerSecond', title: 'added/s', digits: 0, better: 'more' }, ...cpu],
};
