import type { ConsumerId, OwnPresence, PresenceStore } from '@howdah/core';
import type { Row } from '../wire/database.js';
import { digestOf } from './presence-digest.js';

type Store = Pick<PresenceStore, 'addConnection' | 'addConsumer' | 'removeConnections' | 'removeConsumers'>;

/** What the database knows of a broker. */
interface Known {
  /** As `digestOf` has it of what a broker has. */
  digest(): Promise<string>;
  /** Its connections, each with its consumers. */
  read(): Promise<readonly Row[]>;
}

/**
 * Makes what the database knows of a broker equal to what the broker has. They nearly always agree, and ten thousand
 * rows take an event loop 20 ms. Returns the consumers that cannot be put back.
 */
export async function restorePresence(store: Store, known: Known, own: () => OwnPresence): Promise<readonly ConsumerId[]> {
  if ((await known.digest()) === digestOf(own())) return [];
  const rows = await known.read();
  const { connections, consumers } = own();
  const knownConnections = idsIn(rows, 'connection_id');
  const knownConsumers = idsIn(rows, 'consumer_id');
  const surplusConnections = without(knownConnections, connections);
  const surplusConsumers = without(knownConsumers, consumers);

  if (surplusConnections.length > 0) await store.removeConnections(surplusConnections);
  if (surplusConsumers.length > 0) await store.removeConsumers(surplusConsumers);
  for (const connection of connections) if (!knownConnections.has(connection.id)) await store.addConnection(connection);
  const refused: ConsumerId[] = [];
  for (const consumer of consumers)
    if (!knownConsumers.has(consumer.id) && (await store.addConsumer(consumer)) === 'refused') refused.push(consumer.id);
  return refused;
}

function idsIn(rows: readonly Row[], column: 'connection_id' | 'consumer_id'): ReadonlySet<number> {
  return new Set(rows.flatMap((row) => (row[column] === null ? [] : [row[column] as number])));
}

function without(known: ReadonlySet<number>, wanted: readonly { readonly id: number }[]): number[] {
  const ids = new Set(wanted.map(({ id }) => id));
  return [...known].filter((id) => !ids.has(id));
}
