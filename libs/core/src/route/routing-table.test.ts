import { describe, expect, it } from 'vitest';
import { naiveRoute } from '../../test/naive-routing.js';
import { emptyTable, type FieldTable, type FieldValue } from '../message/field-table.js';
import type { TopologyState } from '../ports/topology-store.js';
import { noLimits, type RoutingType } from '../topology/model.js';
import { Topology } from '../topology/topology.js';

/** One exchange, one binding, one message: every pair of the lists below, for every type of exchange. */
interface Case {
  readonly type: RoutingType;
  readonly binding: string;
  readonly args: FieldTable;
  readonly key: string;
  readonly headers: FieldTable;
}

const string = (text: string): FieldValue => ({ type: 'string', value: Buffer.from(text) });

const patterns = [
  ...[
    '',
    '.',
    '..',
    'a',
    'a.',
    '.a',
    'a.b',
    'a.b.c',
    'a*',
    '*',
    '*.*',
    '*.*.*',
    '*.',
    '.*',
    '#',
    '#.#',
    '#.#.#',
    '*.#',
    '#.*',
    'a.#',
  ],
  ...['#.a', 'a.*', '*.a', 'a.#.c', '#.b.#', 'a.*.#', '*.#.*', '#.*.#', 'a.#.*.c', 'a.#.#'],
];
const keys = [
  '',
  '.',
  '..',
  'a',
  'b',
  'a.',
  '.a',
  'a.b',
  'b.a',
  'a.b.c',
  'a.c',
  'a..c',
  'a.b.b.c',
  'c.b.a',
  '*',
  '#',
  'a.*',
  'a.#',
  'a*',
  'ab',
];

const byKey: Case[] = (['direct', 'fanout', 'topic'] as const).flatMap((type) =>
  patterns.flatMap((binding) => keys.map((key) => ({ type, binding, args: emptyTable, key, headers: emptyTable }))),
);

const values: FieldValue[] = [
  ...(['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32'] as const).map((type): FieldValue => ({ type, value: 1 })),
  ...[string('1'), string(''), { type: 'bytes', value: Buffer.from('1') } as const],
  ...[{ type: 'int64', value: 1n } as const, { type: 'int64', value: -1n } as const, { type: 'timestamp', value: 1n } as const],
  ...[{ type: 'float', value: 1 } as const, { type: 'double', value: 1 } as const, { type: 'double', value: 1.5 } as const],
  ...[{ type: 'boolean', value: true } as const, { type: 'decimal', scale: 0, value: 1 } as const, { type: 'void' } as const],
  ...[{ type: 'array', value: [string('1')] } as const, { type: 'table', value: [['a', string('1')]] } as const],
];
/** What a binding asks for, and what a message has; a name alone is void. */
const tables: FieldTable[] = [
  ...[[], ['a=1'], ['b=1'], ['a=2'], ['x-a=1'], ['a'], ['x-a'], ['a=1', 'b=2'], ['b=2', 'a=1']],
  ...[
    ['a=1', 'a=2'],
    ['a=1', 'x-a=1'],
    ['a=1', 'x-b'],
    ['a', 'b=2', 'c=3'],
    ['a=2', 'b=2'],
  ],
].map((fields) =>
  fields.map((field) => {
    const [name = '', text] = field.split('=');
    return [name, text === undefined ? { type: 'void' } : string(text)];
  }),
);
const modes: FieldTable[] = [
  [],
  ...['all', 'any', 'all-with-x', 'any-with-x'].map((mode): FieldTable => [['x-match', string(mode)]]),
];

const byHeaders: Case[] = modes.flatMap((mode) => [
  ...tables.flatMap((wanted) => tables.map((headers) => headersCase([...mode, ...wanted], headers))),
  ...values.flatMap((wanted) => values.map((found) => headersCase([...mode, ['k', wanted]], [['k', found]]))),
]);

function headersCase(args: FieldTable, headers: FieldTable): Case {
  return { type: 'headers', binding: 'not looked at', args, key: '', headers };
}

function topologyOf({ type, binding, args }: Case): TopologyState {
  const flags = { durable: true, autoDelete: false };
  const own = { vhost: '/', arguments: emptyTable, ...flags };
  return {
    ...{ version: 1, vhosts: [{ id: 1, name: '/', description: '', ...noLimits }], policies: [], pauses: [] },
    exchanges: [{ id: 1, name: 'x', type, internal: false, ...own }],
    queues: [{ id: 1, name: 'q', exclusive: false, connection: null, createdAt: 0, ...own }],
    bindings: [
      { id: 1, vhost: '/', source: 'x', destinationKind: 'queue', destination: 'q', routingKey: binding, arguments: args },
    ],
  };
}

describe('routing through one binding', () => {
  it.each([
    ['direct, fanout and topic', byKey, 1_800],
    ['headers', byHeaders, 2_500],
  ])('goes where the definition says, in every case of %s', (_types, cases, least) => {
    expect(cases.length).toBeGreaterThanOrEqual(least);
    const wrong = cases.filter((one) => {
      const state = topologyOf(one);
      const found = new Topology(state).route('/', 'x', [one.key], one.headers).map(({ name }) => name);
      return found.join() !== naiveRoute(state, 'x', [one.key], one.headers).join();
    });
    expect(wrong).toEqual([]);
  });

  it('comes to both answers often, so that the cases tell something', () => {
    for (const type of ['direct', 'topic', 'headers']) {
      const cases = [...byKey, ...byHeaders].filter((one) => one.type === type);
      const routed = cases.filter((one) => naiveRoute(topologyOf(one), 'x', [one.key], one.headers).length > 0).length;
      expect(Math.min(routed, cases.length - routed), type).toBeGreaterThanOrEqual(10);
    }
  });
});
