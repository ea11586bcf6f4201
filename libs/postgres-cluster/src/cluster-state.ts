import { open, readFile, rename } from 'node:fs/promises';
import type { NodeName } from './cluster-home.js';

/**
 * What the other node is worth:
 * - `in-sync`: it has every commit that a client was told of, so it may be promoted;
 * - `behind`: it follows this primary, but may lack commits; it may catch up, and must not be promoted;
 * - `none`: there is nothing, or something with another history; it must be cloned.
 */
export type StandbyState = 'in-sync' | 'behind' | 'none';

/**
 * Who is the primary, kept on disk. The one source of truth after a crash: it is written before a node is promoted, before
 * the primary stops waiting for its standby, and after the standby has everything.
 */
export interface ClusterState {
  readonly primary: NodeName;
  readonly standby: StandbyState;
}

/** A directory of a single node has no such file. */
export const stateOfSingle: ClusterState = { primary: 'a', standby: 'none' };

export async function readState(path: string): Promise<ClusterState | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as ClusterState);
}

/** Flushed, and renamed over the old one, so that a power cut leaves the one or the other. */
export async function writeState(path: string, state: ClusterState): Promise<void> {
  const file = await open(`${path}.unfinished`, 'w', 0o600);
  await file.writeFile(`${JSON.stringify(state)}\n`);
  await file.sync();
  await file.close();
  await rename(`${path}.unfinished`, path);
  await syncDirectory(path);
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path.slice(0, path.lastIndexOf('/')), 'r');
  await directory.sync();
  await directory.close();
}

export function otherNode(name: NodeName): NodeName {
  return name === 'a' ? 'b' : 'a';
}
