import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { DatabaseCluster, DatabaseNode } from './database.js';

/** Between two looks, ms. */
const lookEveryMs = 100;

/** Sees the cluster as a client of each node does, without a proxy between. */
export class ClusterView {
  constructor(private readonly cluster: DatabaseCluster) {}

  /** The node that takes writes; of two that say so the one that was promoted last. */
  async primary(): Promise<DatabaseNode | undefined> {
    const looks = await Promise.all(this.cluster.nodes.map(async (node) => ({ node, timeline: await this.#timeline(node) })));
    const [first] = looks.filter(({ timeline }) => timeline > 0).sort((a, b) => b.timeline - a.timeline);
    return first?.node;
  }

  /** Those whose confirmation a commit waits for, or may count. */
  async synchronousStandbys(primary: DatabaseNode): Promise<DatabaseNode[]> {
    const rows = await this.query<{ name: string }>(
      primary,
      "select application_name as name from pg_stat_replication where sync_state in ('sync', 'quorum')",
    );
    return this.cluster.nodes.filter(({ name }) => rows.some((row) => row.name === name));
  }

  /** Resolves with the primary when every other node streams from it and at least one is synchronous. */
  async whole(limitMs = 120_000): Promise<DatabaseNode> {
    const end = performance.now() + limitMs;
    for (;;) {
      const primary = await this.primary();
      if (primary !== undefined && (await this.#isWhole(primary).catch(() => false))) return primary;
      if (performance.now() > end) throw new Error(`the cluster is not whole after ${limitMs / 1000} s`);
      await pause(lookEveryMs);
    }
  }

  /** Resolves when another node than this one takes writes. */
  async replaced({ name }: DatabaseNode, limitMs = 120_000): Promise<void> {
    const end = performance.now() + limitMs;
    for (;;) {
      const primary = await this.primary();
      if (primary !== undefined && primary.name !== name) return;
      if (performance.now() > end) throw new Error(`nobody has replaced ${name} after ${limitMs / 1000} s`);
      await pause(lookEveryMs);
    }
  }

  async query<Row extends pg.QueryResultRow>(node: DatabaseNode, text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client(this.clientOf(node));
    client.on('error', () => undefined); // the query fails as well
    try {
      await client.connect();
      return (await client.query<Row>(text, values)).rows;
    } finally {
      client.end().catch(() => undefined);
    }
  }

  clientOf({ port }: DatabaseNode): pg.ClientConfig {
    const { user, password, database } = this.cluster.login;
    return { host: '127.0.0.1', port, user, password, database, connectionTimeoutMillis: 2_000, query_timeout: 5_000 };
  }

  async #timeline(node: DatabaseNode): Promise<number> {
    const text = `select case when pg_is_in_recovery() then 0
      else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int end as timeline`;
    const rows = await this.query<{ timeline: number }>(node, text).catch(() => []);
    return rows[0]?.timeline ?? 0;
  }

  async #isWhole(primary: DatabaseNode): Promise<boolean> {
    const [row] = await this.query<{ streaming: number; synchronous: number }>(
      primary,
      `select count(*) filter (where state = 'streaming')::int as streaming,
        count(*) filter (where sync_state in ('sync', 'quorum'))::int as synchronous from pg_stat_replication`,
    );
    return row!.streaming === this.cluster.nodes.length - 1 && row!.synchronous > 0;
  }
}
