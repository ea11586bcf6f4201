import { randomInt } from 'node:crypto';
import { BrokerError, type DeliveryRef, type LeasedRun, type LeaseOwner, type OwnerId } from '@howdah/core';
import { statements } from '../statements.js';
import type { Database } from '../wire/database.js';
import { textArray } from '../wire/array-parameters.js';
import { deliveryParameters } from './delivery-parameters.js';
import { readMessages } from './read-messages.js';

/** Random: it fences, so nobody may guess or meet another's. */
export const newOwnerId = (): OwnerId => randomInt(1, 2 ** 48 - 1);

/** What a broker tells of itself. */
export interface BrokerDetails {
  readonly version: string | null;
  /** URLs at which it takes clients. */
  readonly addresses: readonly string[];
}

/** Makes a broker an owner of leases; returns the database's time, ms since 1970. */
export async function openLease(database: Database, owner: OwnerId, name: string, lastsMs: number): Promise<number> {
  const [row] = await database.run(statements.openLease, [owner, name, Math.round(lastsMs)]);
  return row!['now'] as number;
}

/** Prolongs a lease; the database's time, or null when it is lost. */
export async function renewLease(
  database: Database,
  owner: OwnerId,
  lastsMs: number,
  { version, addresses }: BrokerDetails,
): Promise<number | null> {
  const [row] = await database.run(statements.renewLease, [owner, Math.round(lastsMs), version, textArray(addresses)]);
  return row === undefined ? null : (row['now'] as number);
}

/** Prolongs a lease that is not over yet; false when it is, even if nobody has reclaimed it so far. */
export async function extendLease(database: Database, owner: OwnerId, lastsMs: number): Promise<boolean> {
  return (await database.run(statements.extendLease, [owner, Math.round(lastsMs)])).length > 0;
}

export const fencedError = (): BrokerError =>
  new BrokerError('lease_lost', 'this broker did not renew its leases in time; others took its messages over', {
    remedy: 'look for a paused process, a saturated CPU or a cut link to the database at that time',
  });

/** Null when it has ended. */
export async function findLeaseOwner(database: Database, owner: OwnerId): Promise<LeaseOwner | null> {
  const [row] = await database.run(statements.findLeaseOwner, [owner]);
  if (row === undefined) return null;
  const { kind, name, expires_at: endsAt } = row;
  return { kind: kind as LeaseOwner['kind'], name: name as string, endsAt: endsAt as number };
}

/** For each delivery its run with that one message, or null when the lease is over. */
export async function readLeased(database: Database, deliveries: readonly DeliveryRef[]): Promise<(LeasedRun | null)[]> {
  return database.with(async (connection) => {
    const rows = await connection.run(statements.readLeased, deliveryParameters(deliveries));
    const messages = await readMessages(
      connection,
      deliveries.map(({ seq }) => ({ low: seq, high: seq + 1 })),
    );
    const found: (LeasedRun | null)[] = deliveries.map(() => null);
    for (const row of rows) {
      const i = (row['i'] as number) - 1;
      const { lease, seq } = deliveries[i]!;
      const message = messages.get(seq);
      if (message === undefined) continue;
      found[i] = {
        queueId: lease.queueId,
        runId: lease.runId,
        owner: lease.owner,
        durable: row['durable'] as boolean,
        redelivered: row['redelivered'] as boolean,
        priority: row['priority'] as number,
        attempts: row['attempts'] as number,
        deadFrom: row['dead_from'] as number | null,
        expiresAt: row['expires_at'] as number | null,
        messages: [message],
      };
    }
    return found;
  });
}
