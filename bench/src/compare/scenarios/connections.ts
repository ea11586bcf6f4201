import { openClient } from '../client.js';
import type { Figures } from '../figures.js';
import { brokers } from '../peers.js';
import { scaled, type Bench, type Scenario } from '../scenario.js';
import { memoryOf, untilCalm } from '../server-cost.js';

const count = 10_000;

/** Memory of the whole process tree, what is shared counted once. */
export const connections: Scenario = {
  name: 'connections',
  title: `${count.toLocaleString('en')} idle connections`,
  // A connection knows no kind of queue.
  peers: brokers.filter((name) => name !== 'rabbitmq-quorum'),
  cases: [{ name: 'memory', measure: openAll }],
  // A process seldom gives memory back to the system.
  isFreshEachRound: true,
  figures: [
    { key: 'kibibytes', title: 'KiB per connection', digits: 1, better: 'less' },
    { key: 'opened', title: 'opened/s', digits: 0, better: 'more' },
  ],
};

async function openAll(bench: Bench): Promise<Figures> {
  const { server, target } = bench.peer;
  const wanted = scaled(count, bench);
  const before = memoryOf(server);
  const begin = performance.now();
  const client = await openClient({ ...target, role: 'connect', connections: wanted });
  try {
    const seconds = (performance.now() - begin) / 1000;
    await untilCalm(new Set([server]));
    return { kibibytes: (memoryOf(server) - before) / 1024 / wanted, opened: wanted / seconds };
  } finally {
    client.kill();
  }
}
