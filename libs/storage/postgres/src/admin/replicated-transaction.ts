import type { DataSource, EntityManager } from 'typeorm';
import type { PrimaryClient } from '../primary/primary-client.js';
import { isUnreplicated, unreplicatedError } from '../wire/unreplicated.js';

interface Committed<T> {
  readonly value: T;
  /** Its wait for a standby was cut short: it is on the primary for certain, and perhaps nowhere else. */
  readonly isCut: boolean;
  /** Of the primary that has it. */
  readonly timeline: number | undefined;
}

/**
 * A transaction that is on a standby as well when this resolves, wherever commits wait for one. After a wait that was cut short another
 * commit is waited for: the log is sent in order, so when that has arrived, so has what came before.
 * Rejects with SQLSTATE 08007 when another node has become the primary meanwhile.
 */
export async function replicatedTransaction<T>(source: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const committed = await commit(source, work);
  for (let { isCut } = committed; isCut;) {
    const next = await commit(source, writeSomething);
    if (next.timeline !== committed.timeline) throw unreplicatedError();
    isCut = next.isCut;
  }
  return committed.value;
}

/** A lock of a row is written to the log as well. */
const writeSomething = (manager: EntityManager): Promise<unknown> =>
  manager.query('select version from howdah.topology_version for update');

async function commit<T>(source: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<Committed<T>> {
  const runner = source.createQueryRunner();
  try {
    const client = (await runner.connect()) as PrimaryClient;
    let isCut = false;
    const onNotice = (notice: { readonly routine?: string | undefined }): void => void (isCut ||= isUnreplicated(notice));
    client.on('notice', onNotice);
    try {
      const value = await runner.manager.transaction(work);
      return { value, isCut, timeline: client.place?.timeline };
    } finally {
      client.off('notice', onNotice);
    }
  } finally {
    await runner.release();
  }
}
