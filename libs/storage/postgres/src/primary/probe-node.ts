import type pg from 'pg';
import { statements } from '../statements.js';
import { int4Array } from '../wire/array-parameters.js';
import { AddressedClient } from './addressed-client.js';
import type { DatabaseNode } from './database-url.js';
import type { HostResolver } from './resolve-host.js';

/** What a node that answers is. */
export interface NodeAnswer {
  readonly node: DatabaseNode;
  readonly state: 'primary' | 'replica' | 'read-only';
  /** Where it answered. */
  readonly address: string;
  /** Grows with every promotion. Of a replica: the one that it streams; 0 when it streams none, or we may not know it. */
  readonly timeline: number;
  /** Of its cluster; null where we may not know it. */
  readonly system: string | null;
  /** How far a replica that has not caught up lies behind, in seconds. */
  readonly lagSeconds: number | null;
  /** synchronous_standby_names: empty, no commit waits for a second copy. */
  readonly standbyNames: string;
  /** Synchronous standbys that stream. */
  readonly standbys: number;
  /** Of the sessions that were asked about: those that work, and those that are there at all. */
  readonly working: readonly number[];
  readonly present: readonly number[];
}

/** A node that does not let us in, or does not answer. */
interface NodeFailure {
  readonly node: DatabaseNode;
  readonly state: 'failed';
  /** SQLSTATE, or Node's code of a network error. */
  readonly code: string;
  readonly message: string;
}

export type Finding = NodeAnswer | NodeFailure;

const answerMsMax = 2_000;

/** Asks one node over a connection of its own; never rejects. `processIds` are sessions whose answers are late. */
export async function probeNode(node: DatabaseNode, hosts: HostResolver, processIds: readonly number[]): Promise<Finding> {
  try {
    const address = await hosts.resolve(node.host);
    const client = new AddressedClient(configOf(node));
    client.aim(node.host, address, node.port);
    try {
      await client.connect();
      return await ask(client, node, address, processIds);
    } finally {
      void client.end().catch(() => undefined);
    }
  } catch (thrown) {
    return failure(node, thrown);
  }
}

async function ask(client: pg.Client, node: DatabaseNode, address: string, processIds: readonly number[]): Promise<NodeAnswer> {
  const { rows } = await client.query<ProbeRow>({ text: statements.probeNode.text, values: [int4Array(processIds)] });
  const row = rows[0]!;
  const identified = await client.query<{ system: string }>(statements.identifyCluster.text).catch(() => null);
  return {
    ...{ node, address, working: row.working, present: row.present, standbys: row.standbys },
    state: row.recovering ? 'replica' : row.read_only ? 'read-only' : 'primary',
    timeline: row.timeline === null ? (row.followed_timeline ?? 0) : parseInt(row.timeline, 16),
    system: identified?.rows[0]?.system ?? null,
    lagSeconds: row.replay_lag_s,
    standbyNames: row.standby_names,
  };
}

interface ProbeRow {
  readonly recovering: boolean;
  readonly read_only: boolean;
  readonly timeline: string | null;
  readonly followed_timeline: number | null;
  readonly replay_lag_s: number | null;
  readonly standby_names: string;
  readonly standbys: number;
  readonly working: readonly number[];
  readonly present: readonly number[];
}

function configOf(node: DatabaseNode): pg.ClientConfig {
  const times = { connectionTimeoutMillis: answerMsMax, query_timeout: answerMsMax };
  return { connectionString: node.url, application_name: 'howdah-probe', ...times };
}

function failure(node: DatabaseNode, thrown: unknown): NodeFailure {
  const error = (thrown instanceof AggregateError ? thrown.errors[0] : thrown) as NodeJS.ErrnoException;
  return { node, state: 'failed', code: error.code ?? 'ETIMEDOUT', message: error.message };
}
