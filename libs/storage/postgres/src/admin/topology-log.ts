import type { LoggedChange, OwnerId, TopologyEvent } from '@howdah/core';
import type { EntityManager } from 'typeorm';
import { eventFromJson, eventToJson } from './topology-event-json.js';

/** Changes that are remembered; who is further behind reads everything. */
const rememberedMax = 10_000;

export interface Logged {
  readonly version: number;
  /** The other brokers that live: they are to see this version before it is spoken of. */
  readonly others: readonly OwnerId[];
}

/** Makes a new version under the version's lock, and announces it in the same commit. */
export async function logChange(manager: EntityManager, event: TopologyEvent, owner: OwnerId): Promise<Logged> {
  const [row] = await manager.query<{ version: string; others: readonly string[] }[]>(
    `with changed as (
       update howdah.topology_version set version = version + 1 returning version
     ), logged as (
       insert into howdah.topology_change (version, event) select version, $1::json from changed
     ), forgotten as (
       delete from howdah.topology_change where version <= (select version from changed) - $3::int8
     )
     select version, pg_notify('howdah_topology', version::text),
            array(select id::text from howdah.lease_owner where kind = 'broker' and expires_at > now() and id <> $2::int8) as others
     from changed`,
    [eventToJson(event), owner, rememberedMax],
  );
  return { version: Number(row!.version), others: row!.others.map(Number) };
}

/** Null when the log does not reach back to that version, or the topology is older. */
export async function readChanges(manager: EntityManager, since: number): Promise<readonly LoggedChange[] | null> {
  const rows = await manager.query<{ current: string; version: string | null; event: Record<string, unknown> }[]>(
    `select topology_version.version as current, change.version, change.event
     from howdah.topology_version left join howdah.topology_change as change on change.version > $1::int8
     order by change.version`,
    [since],
  );
  const current = Number(rows[0]!.current);
  if (current === since) return [];
  if (current < since || Number(rows[0]!.version) !== since + 1) return null;
  return rows.map(({ version, event }) => ({ version: Number(version), event: eventFromJson(event) }));
}
