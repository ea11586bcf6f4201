import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { observe, startTraffic } from '../carry.js';
import type { Figure, Figures } from '../figures.js';
import { median } from '../../measure.js';
import type { Bench, Scenario } from '../scenario.js';
import { brokerMemoryOf, memoryOf } from '../server-cost.js';
import { usualLoad, withTraffic } from '../traffic.js';

const rate = 5_000;
const sampleSeconds = 10;
const mebibyte = 1024 * 1024;

/** What is sampled, and how it is called. */
const sampled = {
  brokerMemory: 'broker RSS MiB',
  memory: 'all processes MiB',
  endToEndP99: 'p99 ms',
  tables: 'tables MiB',
  serverCpu: 'server µs',
};

/** Flat is a quotient near 1: the medians of the last fifth of the samples against those of the second one. */
export const soak: Scenario = {
  name: 'soak',
  title: `A long run at ${rate.toLocaleString('en')} messages/s of 1 KiB: the second fifth and the last one`,
  peers: ['howdah', 'rabbitmq-classic', 'rabbitmq-quorum'],
  cases: [{ name: 'soak', measure: soakFor }],
  figures: Object.entries(sampled).flatMap(([key, title]): Figure[] => [
    { key: `${key}Early`, title: `${title}, early`, digits: 2 },
    { key: `${key}Late`, title: `${title}, late`, digits: 2 },
    { key: `${key}Growth`, title: 'quotient', digits: 2 },
  ]),
  onRequest: true,
};

function soakFor(bench: Bench): Promise<Figures> {
  return withTraffic(bench.peer, { ...usualLoad, rate }, async (traffic) => {
    await startTraffic({ seconds: sampleSeconds }, traffic);
    const samples: Figures[] = [];
    const end = performance.now() + bench.minutes * 60_000;
    while (performance.now() < end || samples.length < 5) {
      const observed = await observe(bench, traffic, Math.min(sampleSeconds, bench.seconds));
      const sample = { ...observed, ...(await sizes(bench)) };
      samples.push(sample);
      await appendFile(
        join(bench.out, 'soak.jsonl'),
        `${JSON.stringify({ peer: bench.peer.name, at: new Date(), ...sample })}\n`,
      );
    }
    return growth(samples);
  });
}

async function sizes({ peer: { server } }: Bench): Promise<Figures> {
  const memory = { brokerMemory: brokerMemoryOf(server) / mebibyte, memory: memoryOf(server) / mebibyte };
  return server.databaseUrl === undefined ? memory : { ...memory, tables: await tableMebibytes(server.databaseUrl) };
}

async function tableMebibytes(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: string }>(
      "select sum(pg_total_relation_size(relid)) as bytes from pg_stat_user_tables where schemaname = 'howdah'",
    );
    return Number(rows[0]!.bytes) / mebibyte;
  } finally {
    await client.end();
  }
}

function growth(samples: readonly Figures[]): Figures {
  const fifth = Math.floor(samples.length / 5);
  const known = Object.keys(sampled).filter((key) => key in samples[0]!);
  const entries = known.flatMap((key) => {
    const medianOf = (of: readonly Figures[]) => median(of.map((sample) => sample[key]!));
    const [early, late] = [medianOf(samples.slice(fifth, 2 * fifth)), medianOf(samples.slice(-fifth))];
    return [
      [`${key}Early`, early],
      [`${key}Late`, late],
      [`${key}Growth`, late / early],
    ] as const;
  });
  return Object.fromEntries(entries);
}
