import { countFailures } from '@howdah/core';
import type { Settlement, SettleResult } from '@howdah/core';
import { stateOf, type Entry } from './entry.js';
import { countFailures as countInGroups } from './failures.js';
import type { MemoryDatabase } from './memory-database.js';

export interface Settled {
  readonly result: SettleResult;
  /** New entries: a dead letter's copies. */
  readonly born: readonly Entry[];
  /** Entries that are ready again. */
  readonly returned: readonly Entry[];
}

const lost: Settled = { result: 'lease_lost', born: [], returned: [] };

/** All of a settlement or, when the lease is lost, nothing of it. */
export function settle(database: MemoryDatabase, settlement: Settlement): Settled {
  const entry = database.leased(settlement.delivery);
  if (entry === null) return lost;
  if (settlement.kind !== 'ack' && settlement.attempt !== null) database.recordAttempt(settlement.attempt);
  countInGroups(database, countFailures([settlement]));
  if (settlement.kind === 'return') return giveBack(database, entry, settlement);
  database.remove(entry);
  const copy = settlement.kind === 'dead-letter' ? settlement.copy : null;
  return { result: 'settled', born: copy === null ? [] : database.append(copy), returned: [] };
}

function giveBack(database: MemoryDatabase, entry: Entry, settlement: Extract<Settlement, { kind: 'return' }>): Settled {
  const { priority, durable, expiresAt, deadFrom } = settlement.run;
  const { attempts, redelivered, availableAt } = settlement;
  Object.assign(entry, { priority, durable, expiresAt, deadFrom, attempts, redelivered, availableAt, lease: null });
  database.queue(entry.queueId).put(entry);
  return { result: 'settled', born: [], returned: stateOf(entry) === 'ready' ? [entry] : [] };
}
