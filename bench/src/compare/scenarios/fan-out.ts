import { carry } from '../carry.js';
import { cpu, messagesPerSecond } from '../figures.js';
import { brokers } from '../peers.js';
import type { Scenario } from '../scenario.js';
import { usualLoad } from '../traffic.js';

const deliveries = { ...messagesPerSecond, title: 'deliveries/s' };

/** A message is published once and every queue has it. */
export const fanOut: Scenario = {
  name: 'fan-out',
  title: 'Fan-out exchange, 1 KiB, one consumer for each queue over 2 connections; CPU per delivery',
  peers: brokers,
  cases: [10, 100].map((queues) => ({
    name: `${queues} queues`,
    measure: (bench) => carry(bench, { ...usualLoad, queues, fanOut: true, consumersPerQueue: 1 }),
  })),
  figures: [deliveries, { key: 'confirmedPerSecond', title: 'published/s', digits: 0, better: 'more' }, ...cpu],
};
