import { openClient, type Client } from '../client.js';
import type { Figure, Figures } from '../figures.js';
import { withGround, type Ground } from '../ground.js';
import { brokers } from '../peers.js';
import { scaled, type Bench, type Case, type Scenario } from '../scenario.js';
import { costBetween, costOf, untilCalm } from '../server-cost.js';
import { arrive } from '../traffic.js';

const connections = 2;
const window = 300;
const prefetch = 300;

/** Filled and drained so often, a short backlog gives as many messages as a long one of which only the begin is looked at. */
const shortTimes = 20;
const short = 10_000;
const deep = 10_000_000;

const figures: readonly Figure[] = [
  { key: 'fillPerSecond', title: 'fill messages/s', digits: 0, better: 'more' },
  { key: 'fillCpu', title: 'fill server µs', digits: 1, better: 'less' },
  { key: 'drainPerSecond', title: 'drain messages/s', digits: 0, better: 'more' },
  { key: 'drainCpu', title: 'drain server µs', digits: 1, better: 'less' },
];

/** Consumers are away and come back. */
export const backlog: Scenario = {
  name: 'backlog',
  title: 'Backlog: filled without consumers, then drained (2 clients, window and prefetch 300)',
  peers: brokers,
  cases: [
    {
      name: '300,000 of 1 KiB',
      measure: (bench) => fillAndDrain(bench, { count: scaled(300_000, bench), size: 1024, times: 1 }),
    },
  ],
  fullCases: [depth(short, shortTimes), depth(deep, 1)],
  figures,
};

/** With bodies of 100 B: how fast a short and a long backlog are drained, the first messages of it. */
function depth(count: number, times: number): Case {
  return {
    name: `${count.toLocaleString('en')} of 100 B${times === 1 ? ', the first 200,000' : `, ${times} times`}`,
    peers: ['howdah'],
    measure: (bench) => fillAndDrain(bench, { count: scaled(count, bench), size: 100, times, timed: scaled(200_000, bench) }),
  };
}

interface Wanted {
  readonly count: number;
  readonly size: number;
  readonly times: number;
  /** How many of the first that are drained count; default all. */
  readonly timed?: number;
}

interface Step {
  readonly messages: number;
  readonly ms: number;
  readonly cpu: number;
}

async function fillAndDrain(bench: Bench, wanted: Wanted): Promise<Figures> {
  const fills: Step[] = [];
  const drains: Step[] = [];
  for (let time = 0; time < wanted.times; time++) {
    await withGround(bench.peer, { queues: 1 }, async (ground) => {
      fills.push(await fill(bench, ground, wanted));
      await untilCalm(new Set([bench.peer.server]));
      drains.push(await drain(bench, ground, wanted));
    });
  }
  const sum = (steps: readonly Step[], of: keyof Step) => steps.reduce((total, step) => total + step[of], 0);
  const perSecond = (steps: readonly Step[]) => (1000 * sum(steps, 'messages')) / sum(steps, 'ms');
  const cpuOf = (steps: readonly Step[]) => sum(steps, 'cpu') / sum(steps, 'messages');
  return { fillPerSecond: perSecond(fills), fillCpu: cpuOf(fills), drainPerSecond: perSecond(drains), drainCpu: cpuOf(drains) };
}

async function fill(
  { peer: { server } }: Bench,
  { target, exchange, routingKeys }: Ground,
  { count, size }: Wanted,
): Promise<Step> {
  const job = { ...target, role: 'publish', connections, exchange, routingKeys, size, window } as const;
  const publisher = await openClient({ ...job, rate: 0, count, topPriority: 0, copies: 1, aheadMax: 0 });
  return withClient(publisher, async () => {
    const [begin, before] = [performance.now(), costOf(server)];
    await publisher.call({ name: 'start' });
    const { total } = await publisher.call({ name: 'stop' });
    const step = { messages: total, ms: performance.now() - begin, cpu: costBetween(before, costOf(server)).total };
    await publisher.call({ name: 'close' });
    return step;
  });
}

async function drain({ peer: { server } }: Bench, { target, queues }: Ground, { count, timed = count }: Wanted): Promise<Step> {
  const before = costOf(server);
  const job = { ...target, role: 'consume', connections, queues, prefetch, copies: false } as const;
  const consumer = await openClient({ ...job, consumersPerQueue: connections });
  return withClient(consumer, async () => {
    const { total, firstAt, lastAt } = await consumer.call({ name: 'expect', count: Math.min(timed, count), timeoutMs: 600_000 });
    const step = { messages: total, ms: lastAt - firstAt, cpu: costBetween(before, costOf(server)).total };
    await arrive(consumer, count);
    return step;
  });
}

async function withClient<T>(client: Client, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    client.kill();
  }
}
