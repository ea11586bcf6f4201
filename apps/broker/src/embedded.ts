import type { HealthCheck } from '@howdah/core';
import { startEmbeddedCluster, startEmbeddedPostgres, type ClusterStatus, type EmbeddedCluster } from '@howdah/postgres-cluster';
import { processGone } from './embedded-watch.js';
import type { Opened } from './postgres.js';
import type { Starting } from './start.js';

/** One node: when it ends by itself, so does the broker. */
export async function openSingle({ config, progress, closing, lifetime }: Starting): Promise<Opened> {
  const postgres = await progress.step(`embedded Postgres in ${config.dataDir}`, () =>
    startEmbeddedPostgres({ dataDir: config.dataDir, log: (line) => progress.note(line) }),
  );
  const watch = new AbortController();
  lifetime.onForced(() => tellToStop(postgres.pid));
  void processGone(postgres.pid, watch.signal).then(() =>
    lifetime.fail(
      `The embedded Postgres (process ${postgres.pid}) ended by itself; its log is postgres.log in ${config.dataDir}.`,
    ),
  );
  closing.push('embedded Postgres', async () => {
    watch.abort();
    await progress.step('stopping embedded Postgres', () => postgres.stop());
  });
  return { url: postgres.url, healthChecks: [] };
}

/** A primary and a standby: the broker goes on with the other when one ends. */
export async function openCluster(starting: Starting): Promise<Opened> {
  const { config, progress, closing, lifetime, log } = starting;
  let isStarted = false;
  // A person reads of the start; what happens later belongs into the log.
  const tell = (line: string): void => (isStarted ? log.warn(`embedded Postgres: ${line}`) : progress.note(line));
  const cluster = await progress.step(`embedded Postgres in ${config.dataDir}`, () =>
    startEmbeddedCluster({ dataDir: config.dataDir, log: tell }),
  );
  isStarted = true;
  lifetime.onForced(() => tellAllToStop(cluster));
  void cluster.failed.then((reason) =>
    lifetime.fail(`No node of the embedded Postgres runs any more: ${reason}\nThe logs are postgres*.log in ${config.dataDir}.`),
  );
  closing.push('embedded Postgres', () => progress.step('stopping embedded Postgres', () => cluster.stop()));
  return { url: cluster.url, healthChecks: [() => clusterCheck(cluster.status())] };
}

/** A single copy is no reason not to serve, but one to know. */
function clusterCheck({ durability, primary, standby }: ClusterStatus): HealthCheck {
  const copies =
    durability === 'replicated'
      ? `replicated: a confirm means two copies, node ${standby.name} is in sync`
      : `single-copy: a confirm means one copy until node ${standby.name} is back`;
  return { name: 'embedded cluster', ok: true, detail: `${copies}; primary is node ${primary.name} on port ${primary.port}` };
}

/** The primary first: what it still has to say, the standby shall hear. */
function tellAllToStop(cluster: EmbeddedCluster): void {
  const { primary, standby } = cluster.status();
  for (const { pid } of [primary, standby]) if (pid !== undefined) tellToStop(pid);
}

/** It runs in a process group of its own and would outlive us; so it stops cleanly by itself. */
function tellToStop(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // It has gone already.
  }
}
