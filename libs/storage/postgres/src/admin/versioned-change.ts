import type { Change } from '@howdah/core';
import type { DataSource, EntityManager } from 'typeorm';
import { toStorageError } from '../sqlstate.js';

/** topology: howdah.topology_version and channel howdah_topology; access likewise. */
export type Versioned = 'topology' | 'access';

/** What a change came to; `changed` false leaves the version as it is and announces nothing. */
export type Outcome<T> = Omit<Change<T>, 'version'>;

/**
 * Runs a change in a transaction that locks the version row first. Changes are thus made one after the other, by whichever
 * broker: look first, then insert is safe, no name collides, nothing refers to what is just being deleted.
 * The new version is announced in the same commit.
 */
export async function change<T>(
  source: DataSource,
  kind: Versioned,
  work: (manager: EntityManager) => Promise<Outcome<T>>,
): Promise<Change<T>> {
  return orStorageError(
    source.transaction(async (manager) => {
      const version = await lockVersion(manager, kind);
      const { changed, value } = await work(manager);
      return { changed, value, version: changed ? await announceChange(manager, kind) : version };
    }),
  );
}

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

export async function lockVersion(manager: EntityManager, kind: Versioned): Promise<number> {
  return numberOf(await manager.query(`select version from howdah.${kind}_version for update`));
}

/** A hint to the other brokers; who misses it sees the version at its next poll. */
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

function orStorageError<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw toStorageError(error);
  });
}
