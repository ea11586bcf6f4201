import type { BrokerRecord, ClusterRecord, ClusterStore, NodeRecord, PrimaryRecord, StandbyRecord } from '@howdah/core';
import type { Primary, SurveyedNode } from '../primary/primary.js';
import type { ReplicaReader } from '../replicas/replica-reader.js';
import { statements } from '../statements.js';
import type { Connection, Row } from '../wire/database.js';
import { readDatabaseHealth } from './database-health.js';

type Told = Pick<ClusterRecord, 'brokers' | 'primary' | 'standbys' | 'database'>;

/** Looks at brokers and nodes. Each node is asked over a connection of its own, so that also what does not work is told. */
export class PostgresClusterStore implements ClusterStore {
  constructor(
    private readonly primary: Primary,
    private readonly reader: ReplicaReader,
  ) {}

  async look(): Promise<ClusterRecord> {
    const { primary, reader } = this;
    const names = new Set(primary.nodes.map(({ name }) => name));
    const nodes = [...primary.nodes, ...reader.nodes.filter(({ name }) => !names.has(name))];
    const at = Date.now();
    const surveyed = await primary.survey(nodes);
    const hasPrimary = surveyed.some(({ rejection }) => rejection === null);
    const told = hasPrimary ? await this.#askPrimary().catch(() => nothing) : nothing;
    return { at, nodes: surveyed.map((one) => this.#toNode(one)), ...told };
  }

  #toNode({ finding: { node, state }, rejection }: SurveyedNode): NodeRecord {
    const isUsable = state !== 'failed' && (state !== 'primary' || rejection === null);
    return {
      node: node.name,
      state: isUsable ? state : 'unusable',
      detail: rejection,
      isReadFrom: state === 'replica' && this.reader.readsFrom(node),
    };
  }

  #askPrimary(): Promise<Told> {
    return this.reader.primary.with(async (connection) => {
      const [server] = await connection.run(statements.describePrimary, []);
      return {
        brokers: (await connection.run(statements.listBrokers, [])).map(toBroker),
        primary: await this.#describe(connection, server!),
        standbys: (await connection.run(statements.listStandbys, [])).map(toStandby),
        database: await readDatabaseHealth(connection, server!),
      };
    });
  }

  async #describe(connection: Connection, server: Row): Promise<PrimaryRecord> {
    const { node, timeline } = await this.primary.locate();
    return {
      ...{ node: node.name, timeline },
      version: server['version'] as string,
      startedAt: server['started_at'] as number,
      promotedAt: await promotedAt(connection, timeline),
    };
  }
}

const nothing: Told = { brokers: [], primary: null, standbys: [], database: null };

/** Null where this role may not look into the directory of the log, or there was no promotion. */
async function promotedAt(connection: Connection, timeline: number): Promise<number | null> {
  const rows = await connection.run(statements.promotedAt, [timeline]).catch(() => []);
  return (rows[0]?.['at'] ?? null) as number | null;
}

const toBroker = (row: Row): BrokerRecord => ({
  id: row['id'] as number,
  name: row['name'] as string,
  version: row['version'] as string | null,
  addresses: row['addresses'] as string[],
  startedAt: row['started_at'] as number,
  heartbeatAgeMs: row['heartbeat_age_ms'] as number,
});

const toStandby = (row: Row): StandbyRecord => ({
  name: row['name'] as string,
  address: row['address'] as string | null,
  state: row['state'] as string | null,
  syncState: row['sync_state'] as StandbyRecord['syncState'],
  lagBytes: row['lag_bytes'] as number | null,
  lagMs: row['lag_ms'] as number | null,
});
