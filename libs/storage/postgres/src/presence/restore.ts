import type { ConsumerId, OwnPresence, PresenceStore, Restored } from '@howdah/core';
import type { Row } from '../wire/database.js';

type Store = Pick<PresenceStore, 'addConnection' | 'addConsumer' | 'removeConnections' | 'removeConsumers'>;

/** Makes what the database knows of a broker equal to what the broker has. `read` gives its connections, each with its consumers. */
export async function restorePresence(
  store: Store,
  read: () => Promise<readonly Row[]>,
  own: () => OwnPresence,
): Promise<Restored> {
  const known = await read();
  const { connections, consumers } = own();
  const knownConnections = idsIn(known, 'connection_id');
  const knownConsumers = idsIn(known, 'consumer_id');
  const surplusConnections = without(knownConnections, connections);
  const surplusConsumers = without(knownConsumers, consumers);
  const missingConnections = connections.filter(({ id }) => !knownConnections.has(id));
  const missingConsumers = consumers.filter(({ id }) => !knownConsumers.has(id));

  if (surplusConnections.length > 0) await store.removeConnections(surplusConnections);
  if (surplusConsumers.length > 0) await store.removeConsumers(surplusConsumers);
  for (const connection of missingConnections) await store.addConnection(connection);
  const refused: ConsumerId[] = [];
  for (const consumer of missingConsumers) if ((await store.addConsumer(consumer)) === 'refused') refused.push(consumer.id);

  const changed = surplusConnections.length + surplusConsumers.length + missingConsumers.length > 0;
  return { active: activeIn(changed ? await read() : known), refused };
}

function idsIn(rows: readonly Row[], column: 'connection_id' | 'consumer_id'): ReadonlySet<number> {
  return new Set(rows.flatMap((row) => (row[column] === null ? [] : [row[column] as number])));
}

function without(known: ReadonlySet<number>, wanted: readonly { readonly id: number }[]): number[] {
  const ids = new Set(wanted.map(({ id }) => id));
  return [...known].filter((id) => !ids.has(id));
}

function activeIn(rows: readonly Row[]): ConsumerId[] {
  return rows.filter((row) => row['active'] === true).map((row) => row['consumer_id'] as ConsumerId);
}
