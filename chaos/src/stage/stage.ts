import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeScratchFolder } from '@howdah/testing/programs';
import type { Options, Replication } from '../options.js';
import { Broker } from './broker.js';
import { ClusterView } from './cluster-view.js';
import type { DatabaseCluster } from './database.js';

const brokerNames = ['broker1', 'broker2', 'broker3'];

/** What is played on: a database cluster and three brokers. */
export interface Stage {
  readonly cluster: DatabaseCluster;
  readonly view: ClusterView;
  readonly brokers: readonly Broker[];
  /** What brokers ask for. */
  readonly replication: Replication;
  /** Logs and data; removed with the stage unless something went wrong. */
  readonly folder: string;
  close(keepFolder: boolean): Promise<void>;
}

export async function openStage(
  startCluster: (folder: string, options: Pick<Options, 'patroni' | 'replication'>) => Promise<DatabaseCluster>,
  options: Pick<Options, 'patroni' | 'replication'>,
): Promise<Stage> {
  const { replication } = options;
  const folder = await makeScratchFolder('chaos');
  const cluster = await startCluster(folder, options);
  const brokers: Broker[] = [];
  const close = async (keepFolder: boolean) => {
    await Promise.all(brokers.map((broker) => broker.close()));
    await cluster.stop();
    if (!keepFolder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    for (const name of brokerNames) {
      const broker = await Broker.create(name, { cluster, replication, log: join(folder, `${name}.log`) });
      brokers.push(broker);
      await broker.start();
    }
  } catch (error) {
    await close(true);
    throw error;
  }
  return { cluster, view: new ClusterView(cluster), brokers, replication, folder, close };
}
