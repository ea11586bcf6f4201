import type { DataSource, EntityManager } from 'typeorm';
import { toStorageError } from '../sqlstate.js';

/** topology: howdah.topology_version and channel howdah_topology; access likewise. */
export type Versioned = 'topology' | 'access';

/** Reads at one instant: the version is exactly that of the rest. */
export async function readVersioned<T>(
  source: DataSource,
  kind: Versioned,
  read: (manager: EntityManager) => Promise<T>,
): Promise<T & { version: number }> {
  return orStorageError(
    source.transaction('REPEATABLE READ', async (manager) => ({
      ...(await read(manager)),
      version: await currentVersion(manager, kind),
    })),
  );
}

export async function readVersion(source: DataSource, kind: Versioned): Promise<number> {
  return orStorageError(currentVersion(source.manager, kind));
}

/**
 * To begin a change with. Changes are thus made one after the other, by whichever broker: look first, then insert is safe, no name
 * collides, nothing refers to what is just being deleted.
 */
export async function lockVersion(manager: EntityManager, kind: Versioned): Promise<number> {
  return numberOf(await manager.query(`select version from howdah.${kind}_version for update`));
}

/** A new version, and a hint to all brokers in the same commit; who misses it sees the version at its next poll. */
export async function announceChange(manager: EntityManager, kind: Versioned): Promise<number> {
  return numberOf(
    await manager.query(
      `with changed as (update howdah.${kind}_version set version = version + 1 returning version)
       select version, pg_notify('howdah_${kind}', version::text) from changed`,
    ),
  );
}

async function currentVersion(manager: EntityManager, kind: Versioned): Promise<number> {
  return numberOf(await manager.query(`select version from howdah.${kind}_version`));
}

function numberOf(rows: readonly { version: string }[]): number {
  return Number(rows[0]?.version);
}

export function orStorageError<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw toStorageError(error);
  });
}
