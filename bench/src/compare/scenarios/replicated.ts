import { carry } from '../carry.js';
import { cpu, databaseWork, endToEnd, messagesPerSecond } from '../figures.js';
import type { Scenario } from '../scenario.js';
import { usualLoad } from '../traffic.js';

/** A confirm means copies on two nodes; all nodes share this machine. */
export const replicated: Scenario = {
  name: 'replicated',
  title: 'With one synchronous standby, against a quorum queue of three nodes, 1 KiB, 2 + 2 clients',
  peers: ['howdah-replicated', 'rabbitmq-quorum-3'],
  comparison: { title: 'howdah / RabbitMQ', one: 'howdah-replicated', others: ['rabbitmq-quorum-3'] },
  cases: [{ name: 'replicated', measure: (bench) => carry(bench, usualLoad) }],
  figures: [messagesPerSecond, ...endToEnd, ...cpu, ...databaseWork],
};
