import { carry } from '../carry.js';
import { cpu, rateCarried, type Figures } from '../figures.js';
import type { Bench, Scenario } from '../scenario.js';
import { usualLoad, type Load } from '../traffic.js';

const rate = 5_000;
const amqpLoad: Load = { ...usualLoad, rate };
/** Each message is a request of its own; what has come is received and settled together. */
const restLoad: Load = { size: 1024, publishers: 1, consumers: 2, window: 8, prefetch: 0 };

/**
 * Both protocols on one broker at the same time, each on a queue of its own. CPU is that of both, per message of AMQP; of REST where
 * that is alone.
 */
export const mixed: Scenario = {
  name: 'mixed',
  title: `AMQP at ${rate.toLocaleString('en')} messages/s of 1 KiB beside REST as fast as 8 requests at a time go`,
  peers: ['howdah'],
  cases: [
    { name: 'AMQP alone', measure: (bench) => carry(bench, amqpLoad) },
    { name: 'REST alone', measure: carryRestAlone },
    { name: 'AMQP and REST', measure: carryBoth },
  ],
  comparesCases: true,
  figures: [
    { ...rateCarried, title: 'AMQP messages/s' },
    { key: 'endToEndP50', title: 'AMQP end to end p50 ms', digits: 2, better: 'less' },
    { key: 'endToEndP99', title: 'AMQP end to end p99 ms', digits: 2, better: 'less' },
    { key: 'restPerSecond', title: 'REST messages/s', digits: 0 },
    { key: 'restP99', title: 'REST end to end p99 ms', digits: 2 },
    ...cpu,
  ],
};

async function carryBoth(bench: Bench): Promise<Figures> {
  const [amqp, rest] = await bothOf([carry(bench, amqpLoad), carryRest(bench)]);
  return { ...amqp, ...restFigures(rest!) };
}

function carryRest(bench: Bench): Promise<Figures> {
  const { peer } = bench;
  const target = { ...peer.target, api: 'rest', url: peer.server.restUrl! } as const;
  return carry({ ...bench, peer: { ...peer, target } }, restLoad);
}

function restFigures({ messagesPerSecond, endToEndP99 }: Figures): Figures {
  return { restPerSecond: messagesPerSecond!, restP99: endToEndP99! };
}

async function carryRestAlone(bench: Bench): Promise<Figures> {
  const figures = await carryRest(bench);
  const costs = cpu.map(({ key }) => [key, figures[key]!] as const);
  return { ...Object.fromEntries(costs), ...restFigures(figures) };
}

/** Waits for both also when one fails: nobody takes the broker away from the other. */
async function bothOf(figures: readonly [Promise<Figures>, Promise<Figures>]): Promise<readonly Figures[]> {
  await Promise.allSettled(figures);
  return Promise.all(figures);
}
