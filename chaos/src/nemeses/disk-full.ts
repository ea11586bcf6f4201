import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isPatroni } from '../stage/database.js';
import type { Nemesis } from './nemesis.js';

const block = Buffer.alloc(256 * 1024);

export const diskFull: Nemesis = {
  name: 'disk-full',
  title: 'Disk of the primary full',
  hindrance({ cluster }) {
    if (!isPatroni(cluster)) return 'it takes a cluster under Patroni';
    return cluster.fileSystem === undefined ? 'it takes root, to give each node a small file system' : undefined;
  },
  async strike({ stage: { cluster, view }, last, begins }) {
    const primary = await view.whole();
    if (!isPatroni(cluster)) return;
    const ballast = join(cluster.fileSystem!(primary), 'ballast');
    begins();
    await fill(ballast);
    await last(8, 12);
    await rm(ballast);
  },
};

/** To the last block, also of what others give back meanwhile. */
async function fill(ballast: string): Promise<void> {
  const file = await open(ballast, 'w');
  try {
    for (;;) await file.write(block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await file.close();
  }
}
