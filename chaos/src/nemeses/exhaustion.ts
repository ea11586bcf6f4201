import pg from 'pg';
import type { ClusterView } from '../stage/cluster-view.js';
import type { DatabaseNode } from '../stage/database.js';
import type { Stage } from '../stage/stage.js';
import type { Nemesis } from './nemesis.js';

/** Somebody takes every connection that Postgres has to give, and brokers lose theirs. */
export const connectionExhaustion: Nemesis = {
  name: 'connection-exhaustion',
  title: 'No connection left at the primary, those of brokers ended',
  // There brokers are superusers, for whom some connections are kept.
  hindrance: ({ cluster }) =>
    cluster.login.user === cluster.brokerLogin.user ? 'it takes brokers that are no superusers' : undefined,
  async strike({ stage, last, begins }) {
    const primary = await stage.view.whole();
    const taken: pg.Client[] = [];
    try {
      begins();
      await takeAll(stage, primary, taken);
      await endSessionsOfBrokers(stage, primary);
      // What they gave back, before they take it again.
      await takeAll(stage, primary, taken);
      await last(5, 12);
    } finally {
      await Promise.all(taken.map((client) => client.end().catch(() => undefined)));
    }
  },
};

/** As the brokers' own account, so that what is reserved for superusers stays. */
async function takeAll({ view, cluster }: Stage, primary: DatabaseNode, taken: pg.Client[]): Promise<void> {
  for (;;) {
    const client = new pg.Client({ ...view.clientOf(primary), ...cluster.brokerLogin });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch {
      return; // that was the last one
    }
    taken.push(client);
  }
}

async function endSessionsOfBrokers({ view, cluster }: Stage & { view: ClusterView }, primary: DatabaseNode): Promise<void> {
  await view.query(primary, 'select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and datname <> $2', [
    cluster.brokerLogin.user,
    cluster.login.database,
  ]);
}
