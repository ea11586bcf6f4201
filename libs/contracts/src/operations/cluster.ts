import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { id, instant } from '../schema/values.js';

const count = z.int().min(0);
const ms = z.number().min(0);
const share = z.strictObject({ used: count, max: count });

const broker = named(
  'ClusterBroker',
  z.strictObject({
    id: id.meta({ description: 'Another one after it lost its leases.' }),
    name: z.string(),
    version: z.string().nullable().meta({ description: 'Null: of a version that does not say.' }),
    addresses: z.array(z.string()).meta({ description: 'URLs at which it takes clients.' }),
    startedAt: instant,
    heartbeatAgeMs: ms.meta({ description: 'It renews its leases every 2 s, and loses them after 10 s.' }),
    isSelf: z.boolean().meta({ description: 'The one that was asked.' }),
  }),
);

const node = named(
  'ClusterNode',
  z.strictObject({
    node: z.string().meta({ description: 'host:port, as configured.' }),
    state: z
      .enum(['primary', 'replica', 'read-only', 'unusable'])
      .meta({ description: 'unusable: it cannot be reached, or it takes itself for the primary and is not.' }),
    detail: z.string().nullable().meta({ description: 'Why it is not the primary.' }),
    isReadFrom: z.boolean().meta({ description: 'Reads that may be stale go there.' }),
  }),
);

const primary = named(
  'ClusterPrimary',
  z.strictObject({
    node: z.string(),
    version: z.string().meta({ description: 'Of Postgres.' }),
    timeline: count.meta({ description: 'Counts promotions.' }),
    startedAt: instant,
    promotedAt: instant.nullable().meta({ description: 'Null: never, or the broker’s role may not know (pg_monitor).' }),
  }),
);

const standby = named(
  'ClusterStandby',
  z
    .strictObject({
      name: z.string(),
      address: z.string().nullable(),
      state: z.string().nullable().meta({ description: 'streaming, catchup, startup, backup or stopping.' }),
      syncState: z
        .enum(['async', 'potential', 'sync', 'quorum'])
        .nullable()
        .meta({ description: 'Commits wait for those that are sync, or for some of those that are quorum.' }),
      lagBytes: count.nullable().meta({ description: 'Of the log, that it has not replayed.' }),
      lagMs: ms.nullable().meta({ description: 'Between commits and their replay there, lately.' }),
    })
    .meta({ description: 'As the primary sees it. Null: the broker’s role may not know (pg_monitor).' }),
);

const database = named(
  'ClusterDatabase',
  z.strictObject({
    name: z.string(),
    sizeBytes: count,
    connections: share,
    oldestTransaction: z.strictObject({ heldBy: z.string(), ageMs: ms }).nullable(),
    oldestHorizon: z
      .strictObject({
        kind: z.enum(['session', 'replica', 'replication slot', 'prepared transaction']),
        heldBy: z.string(),
        ageTransactions: count,
      })
      .nullable()
      .meta({ description: 'Who keeps vacuum from removing dead rows for longest.' }),
    vacuum: z.strictObject({
      isOn: z.boolean(),
      workers: share,
      deadRows: count.meta({ description: 'Of the broker’s tables; an estimate.' }),
      lastAt: instant.nullable(),
      frozenAge: share.meta({ description: 'Of the oldest unfrozen row, in transactions; at max vacuum is forced.' }),
    }),
  }),
);

const cluster = named(
  'Cluster',
  z.strictObject({
    at: instant,
    durability: z
      .strictObject({ isReplicated: z.boolean(), detail: z.string() })
      .nullable()
      .meta({ description: 'Whether a confirm stands for more than one copy. Null: not known yet.' }),
    brokers: z.array(broker),
    nodes: z.array(node).meta({ description: 'The hosts of the configuration, as this broker finds them.' }),
    primary: primary.nullable().meta({ description: 'Null: there is none now.' }),
    standbys: z.array(standby),
    database: database.nullable(),
  }),
);

export const clusterOperations = {
  getCluster: operation({
    ...{ id: 'getCluster', method: 'GET', tag: 'Statistics', path: '/v1/cluster' },
    summary: 'Brokers, database nodes, replication and the health of the database',
    description:
      'At most 2 s old. While there is no primary, brokers, standbys, primary and database are empty, and nodes say what was found.',
    responses: { 200: cluster },
  }),
};
