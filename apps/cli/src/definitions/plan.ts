import { isDeepStrictEqual } from 'node:util';
import { operations, type Operation } from '@howdah/contracts';
import type { Definitions } from './definitions.js';

type Part = 'vhosts' | 'exchanges' | 'queues' | 'bindings' | 'policies' | 'permissions' | 'topic_permissions';
type ItemOf<P extends Part> = Definitions[P][number];

interface Kind<P extends Part> {
  readonly word: string;
  /** What makes it one and the same. */
  readonly key: (item: ItemOf<P>) => readonly string[];
  /** What there is keeps its settings: they can only be the same. */
  readonly isFixed?: true;
  readonly operation: Operation;
  readonly call: (item: ItemOf<P>) => { readonly params?: object; readonly query?: object; readonly body?: object };
}

/** In the order in which they are made: what is referred to comes first, and who may do it in a new virtual host. */
const kinds: { readonly [P in Part]: Kind<P> } = {
  vhosts: {
    ...{ word: 'virtual host', operation: operations.createVhost, key: ({ name }) => [name] },
    call: ({ name, description }) => ({ params: { vhost: name }, body: { description } }),
  },
  permissions: {
    ...{ word: 'permission', operation: operations.putPermission, key: ({ vhost, user }) => [vhost, user] },
    call: ({ vhost, user, ...patterns }) => ({ params: { user }, query: { vhost }, body: patterns }),
  },
  topic_permissions: {
    ...{
      word: 'topic permission',
      operation: operations.putTopicPermission,
      key: ({ vhost, user, exchange }) => [vhost, user, exchange],
    },
    call: ({ vhost, user, exchange, ...patterns }) => ({ params: { user, exchange }, query: { vhost }, body: patterns }),
  },
  policies: {
    ...{ word: 'policy', operation: operations.putPolicy, key: ({ vhost, name }) => [vhost, name] },
    call: ({ vhost, name, pattern, priority, definition, ...rest }) => ({
      ...{ params: { policy: name }, query: { vhost } },
      body: { pattern, priority, definition, appliesTo: rest['apply-to'] },
    }),
  },
  exchanges: {
    ...{ word: 'exchange', isFixed: true, operation: operations.declareExchange, key: ({ vhost, name }) => [vhost, name] },
    call: ({ vhost, name, type, durable, auto_delete, internal, arguments: args }) => ({
      ...{ params: { exchange: name }, query: { vhost } },
      body: { type, durable, autoDelete: auto_delete, internal, arguments: args },
    }),
  },
  queues: {
    ...{ word: 'queue', isFixed: true, operation: operations.declareQueue, key: ({ vhost, name }) => [vhost, name] },
    call: ({ vhost, name, durable, auto_delete, arguments: args }) => ({
      ...{ params: { queue: name }, query: { vhost } },
      body: { durable, autoDelete: auto_delete, arguments: args },
    }),
  },
  bindings: {
    word: 'binding',
    operation: operations.bind,
    key: ({ vhost, source, destination, destination_type, routing_key, arguments: args }) => [
      ...[vhost, source, routing_key, destination_type, destination],
      ...(Object.keys(args).length === 0 ? [] : [JSON.stringify(args)]),
    ],
    call: ({ vhost, source, destination, destination_type, routing_key, arguments: args }) => ({
      query: { vhost },
      body: { source, destination, destinationKind: destination_type, routingKey: routing_key, arguments: args },
    }),
  },
};

/** What is to be done about one item of a file. */
export interface Step {
  readonly verdict: 'create' | 'change' | 'same' | 'conflict';
  readonly kind: string;
  readonly name: string;
  /** What there is now, and what the file wants, where they differ. */
  readonly differs: readonly { readonly field: string; readonly now: unknown; readonly wanted: unknown }[];
  readonly operation: Operation;
  readonly call: { readonly params?: object; readonly query?: object; readonly body?: object };
}

export function planImport(wanted: Definitions, current: Definitions): Step[] {
  return (Object.keys(kinds) as Part[]).flatMap((part) => planPart(part, wanted, current));
}

function planPart<P extends Part>(part: P, wanted: Definitions, current: Definitions): Step[] {
  const kind: Kind<P> = kinds[part];
  const known = new Map((current[part] as ItemOf<P>[]).map((item) => [kind.key(item).join('\0'), item]));
  return (wanted[part] as ItemOf<P>[]).map((item): Step => {
    const key = kind.key(item);
    const there = known.get(key.join('\0'));
    const differs = there === undefined ? [] : differences(there, item);
    const verdict =
      there === undefined ? 'create' : differs.length === 0 ? 'same' : kind.isFixed === true ? 'conflict' : 'change';
    return { verdict, kind: kind.word, name: nameOf(key), differs, operation: kind.operation, call: kind.call(item) };
  });
}

/** The virtual host is told where it is not the default one. */
function nameOf([first = '', ...rest]: readonly string[]): string {
  if (rest.length === 0) return first;
  const name = rest.filter((word) => word !== '').join(' → ');
  return first === '/' ? name : `${name} in ${first}`;
}

function differences(now: object, wanted: object): Step['differs'] {
  const fields = [...new Set([...Object.keys(now), ...Object.keys(wanted)])];
  const read = (item: object, field: string): unknown => (item as Readonly<Record<string, unknown>>)[field];
  return fields
    .map((field) => ({ field, now: read(now, field), wanted: read(wanted, field) }))
    .filter(({ now: a, wanted: b }) => !isDeepStrictEqual(a, b));
}
