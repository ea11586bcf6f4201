import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '@howdah/testing';
import { statements } from '../src/statements.js';
import { planSettings } from '../src/wire/database.js';

/**
 * The plans of the hot statements on a large log, as prepared statements with generic plans get them: each must find
 * its rows by an index, whatever the planner knows of the tables.
 */
const RUNS = 60_000;
const MESSAGES_PER_RUN = 50;
const OWNER = 7;
const QUEUES = 3;

/** Its tables are large, and the planner knows them. */
let client: pg.Client;
/** Nothing was ever published, and the planner knows nothing of its tables. */
let fresh: pg.Client;
beforeAll(async () => {
  [client, fresh] = [await connect(), await connect()];
  await client.query("insert into howdah.lease_owner values ($1, 'broker', 'b', now(), now() + interval '1 hour')", [OWNER]);
  await client.query(
    `insert into howdah.message (seq, shelf, content)
     select 1024 + r * 1024 + m, 0, '\\x01' from generate_series(0, $1::int - 1) r, generate_series(0, 0) m`,
    [RUNS],
  );
  await client.query(
    `insert into howdah.run (id, queue_id, first_seq, durable, size, bytes, owner, available_at, expires_at, pending)
     select 1024 + r * 1024, r % $2, 1024 + r * 1024, r % 7 > 0, $3, $3 * 100,
            case when r % 5 = 0 then $4::bigint end,
            case when r % 5 = 1 then now() + r * interval '1 s' end,
            case when r % 5 = 2 then now() + r * interval '1 s' end,
            int8multirange(int8range(1024 + r * 1024, 1024 + r * 1024 + $3))
     from generate_series(0, $1::int - 1) r`,
    [RUNS, QUEUES, MESSAGES_PER_RUN, OWNER],
  );
  await client.query('analyze howdah.run');
  await client.query('analyze howdah.message');
});
afterAll(() => Promise.all([client.end(), fresh.end()]));

async function connect(): Promise<pg.Client> {
  const { url } = await createDatabase();
  const connected = new pg.Client({ connectionString: url, options: planSettings });
  await connected.connect();
  return connected;
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** The scans of `howdah.run` and `howdah.message` in a generic plan. */
async function scansOf(at: pg.Client, name: string, parameters: readonly string[]): Promise<Plan[]> {
  const { text } = Object.values(statements).find((one) => one.name === name)!;
  await at.query(`prepare ${name} as ${text}`);
  const { rows } = await at.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `explain (format json) execute ${name}${parameters.length === 0 ? '' : `(${parameters.join(', ')})`}`,
  );
  return scans(rows[0]!['QUERY PLAN'][0].Plan);
}

function scans(plan: Plan): Plan[] {
  const isOne = /^(run|message)_/.test(plan['Relation Name'] ?? '') && plan['Node Type'].includes('Scan');
  return [...(isOne ? [plan] : []), ...(plan.Plans ?? []).flatMap(scans)];
}

const array = (values: readonly (number | string)[], type: string) => `'{${values.join(',')}}'::${type}[]`;

const run = 1024 * 5 + 1024;
const hot: readonly [string, string[]][] = [
  ['claim_messages', ['1', '100', '1000000', String(OWNER), '0', '8', 'null']],
  ['find_ready', [array([1], 'int4'), array([0], 'int8')]],
  ['read_messages', [array([run], 'int8'), array([run + 50], 'int8')]],
  ['finish_runs', [array([run], 'int8'), array([0], 'int4'), String(OWNER)]],
  ['ack_messages', [array([run], 'int8'), array([0], 'int4'), array([run], 'int8'), array([run + 1], 'int8'), String(OWNER)]],
  ['settle_messages', [array([run], 'int8'), array([0], 'int4'), array([OWNER], 'int8'), array([run], 'int8')]],
  ['read_leased', [array([run], 'int8'), array([0], 'int4'), array([OWNER], 'int8'), array([run], 'int8')]],
  ['peek_runs', ['1', '0', '50', 'null']],
  ['peek_runs_durable', ['1', '0', '50', 'null']],
  ['release_due_messages', ['100']],
  ['next_due', []],
  ['count_messages_of', [array([1], 'int4')]],
  ['count_durable_of', [array([1], 'int4')]],
  ['count_transient_of', [array([1], 'int4')]],
  ['expire_messages', ['32', array([1], 'int4'), String(OWNER)]],
  [
    'insert_messages',
    [
      ...["''::bytea", array([0], 'int4'), array([0], 'int4'), array([0], 'int4'), array([1], 'int2'), "'\\x00'::bytea"],
      ...[
        array([1], 'int4'),
        array(['t'], 'bool'),
        array([0], 'int2'),
        array(['t'], 'bool'),
        array([1], 'int4'),
        array([0], 'int8'),
      ],
      ...[
        array(['null'], 'int4'),
        array(['null'], 'timestamptz'),
        array(['null'], 'timestamptz'),
        array([0], 'int4'),
        array([1], 'int4'),
      ],
      ...[array([], 'int4'), array([], 'int4'), array([], 'int4')],
      ...[String(OWNER), array([run], 'int8'), array([0], 'int4'), '1', '2', 'null', 'false', 'false'],
    ],
  ],
  [
    'insert_pack',
    [
      ...[String(OWNER), '1', '2', array([run], 'int8'), array([0], 'int4')],
      ...["''::bytea", '1', '1::int2', '0::int2', '0', 'true'],
    ],
  ],
];

test('no statement is compiled, however dear its plan looks', async () => {
  const { rows } = await client.query("select current_setting('jit') as jit");
  expect(rows).toEqual([{ jit: 'off' }]);
});

describe('finds its rows by an index:', () => {
  test.each(hot)('%s', async (name, parameters) => {
    const used = await scansOf(client, name, parameters);
    expect(used.map((scan) => scan['Node Type'])).not.toContain('Seq Scan');
    if (!name.startsWith('insert_')) expect(used.length).toBeGreaterThan(0);
  });
});

// The index of leased runs holds the entries of all that are done until vacuum comes.
const byKey = ['finish_runs', 'ack_messages', 'settle_messages', 'read_leased', 'insert_messages', 'insert_pack'];
describe('finds leased runs by their key, also in a new database:', () => {
  test.each(hot.filter(([name]) => byKey.includes(name)))('%s', async (name, parameters) => {
    const used = await scansOf(fresh, name, parameters);
    const indexes = used.flatMap((scan) => scan['Index Name'] ?? []);
    expect(indexes.length).toBeGreaterThan(0);
    for (const index of indexes) expect(index).toMatch(/^run_(durable|transient)_key$/);
  });
});
