import pg from 'pg';
import { carry } from '../carry.js';
import { cpu, messagesPerSecond, type Figures } from '../figures.js';
import type { Bench, Scenario } from '../scenario.js';
import { usualLoad } from '../traffic.js';

/** What harms a queue on Postgres most: a snapshot that keeps every dead row from being removed. */
export const idleTransaction: Scenario = {
  name: 'idle-transaction',
  title: 'A transaction idle in the database all the time, 1 KiB, 2 + 2 clients',
  peers: ['howdah'],
  cases: [
    { name: 'nothing else open', measure: (bench) => carry(bench, usualLoad) },
    { name: 'a transaction idle throughout', measure: carryBesideIdle },
  ],
  comparesCases: true,
  figures: [messagesPerSecond, ...cpu],
};

async function carryBesideIdle(bench: Bench): Promise<Figures> {
  const client = new pg.Client({ connectionString: bench.peer.server.databaseUrl });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read');
    // The first statement takes the snapshot.
    await client.query('select count(*) from howdah.lease_owner');
    return await carry(bench, usualLoad);
  } finally {
    await client.end();
  }
}
