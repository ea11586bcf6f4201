import { toStorageError } from '../sqlstate.js';
import { PrimaryClient } from '../primary/primary-client.js';
import { primaryOf, type DatabaseSource } from '../primary/primary.js';
import type { Diagnosis, Examine, Query } from './diagnosis.js';
import { examineClock } from './examine-clock.js';
import { examineReplication } from './examine-replication.js';
import { examineRights } from './examine-rights.js';
import { examineSchema } from './examine-schema.js';
import { examineSettings } from './examine-settings.js';
import { examineVacuum } from './examine-vacuum.js';

const examinations: readonly Examine[] = [
  ...[examineSettings, examineSchema, examineVacuum, examineRights, examineReplication, examineClock],
];

/**
 * Looks at the primary of a database for what keeps a broker from working well, and changes nothing. storage_unavailable when it
 * cannot be reached, with what was found at each host.
 */
export async function examineDatabase(source: DatabaseSource): Promise<Diagnosis[]> {
  const primary = primaryOf(source);
  const client = new PrimaryClient({ primary, application_name: 'howdah-doctor', statement_timeout: 30_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const query: Query = async (text, values = []) => (await client.query(text, [...values])).rows as never;
    const { node } = await primary.locate();
    const found: Diagnosis[] = [{ area: 'connection', level: 'ok', found: `the primary is ${node.name}` }];
    for (const examine of examinations) found.push(...(await examineInTurn(examine, query)));
    return found;
  } catch (error) {
    throw toStorageError(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What may not be looked at, or is not there, does not keep from looking at the rest. */
async function examineInTurn(examine: Examine, query: Query): Promise<Diagnosis[]> {
  try {
    return await examine(query);
  } catch (error) {
    const { code } = error as { readonly code?: string };
    const isRefused = code === '42501' || code === '42P01' || code === '3F000';
    if (!isRefused) throw error;
    return [{ area: 'rights', level: 'warn', found: `could not be looked at: ${(error as Error).message}` }];
  }
}
