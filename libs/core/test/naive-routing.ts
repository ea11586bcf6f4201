import type { FieldTable, FieldValue } from '../src/message/field-table.js';
import type { Binding, Exchange } from '../src/topology/model.js';
import type { TopologyState } from '../src/ports/topology-store.js';

/** Routing by its definition, without any index: what the real one is compared with. */

export function topicMatches(pattern: string, key: string): boolean {
  const words = (text: string): string[] => (text === '' ? [] : text.split('.'));
  return wordsMatch(words(pattern), words(key));
}

function wordsMatch([head, ...rest]: string[], key: string[]): boolean {
  if (head === undefined) return key.length === 0;
  if (head === '#') return wordsMatch(rest, key) || (key.length > 0 && wordsMatch([head, ...rest], key.slice(1)));
  return key.length > 0 && (head === '*' || head === key[0]) && wordsMatch(rest, key.slice(1));
}

/** Of strings, integers and booleans only. */
function headersMatch(args: FieldTable, headers: FieldTable): boolean {
  const mode = plain(args.find(([name]) => name === 'x-match')?.[1]) ?? 'all';
  const wanted = args.filter(([name]) => (String(mode).endsWith('-x') ? name !== 'x-match' : !name.startsWith('x-')));
  const passed = wanted.filter(([name, value]) => {
    const found = headers.find(([header]) => header === name);
    return found !== undefined && (value.type === 'void' || plain(value) === plain(found[1]));
  });
  return String(mode).startsWith('any') ? passed.length > 0 : passed.length === wanted.length;
}

function plain(field: FieldValue | undefined): string | bigint | boolean | undefined {
  switch (field?.type) {
    case 'string':
      return field.value.toString();
    case 'boolean':
      return field.value;
    case 'int8':
    case 'int64':
      return BigInt(field.value);
    default:
      return undefined;
  }
}

export function naiveRoute(state: TopologyState, start: string, keys: readonly string[], headers: FieldTable): string[] {
  const found = new Set<string>();
  const visited = new Set<string>();
  let level = [start];
  while (level.length > 0) {
    const exchanges = level.flatMap((name) => (visited.has(name) ? [] : state.exchanges.filter((one) => one.name === name)));
    for (const { name } of exchanges) visited.add(name);
    level = exchanges.flatMap((exchange) => follow(state, exchange, keys, headers, found));
  }
  return [...found].sort();
}

/** Adds the queues found and returns the exchanges that come next. */
function follow(
  state: TopologyState,
  exchange: Exchange,
  keys: readonly string[],
  headers: FieldTable,
  found: Set<string>,
): string[] {
  if (exchange.name === '') {
    for (const { name } of state.queues) if (keys.includes(name)) found.add(name);
    return [];
  }
  const passed = state.bindings.filter(
    (one) => one.source === exchange.name && keys.some((key) => passes(exchange, one, key, headers)),
  );
  for (const { destinationKind, destination } of passed) if (destinationKind === 'queue') found.add(destination);
  if (passed.length === 0) return alternates(state, exchange);
  return passed.filter(({ destinationKind }) => destinationKind === 'exchange').map(({ destination }) => destination);
}

function passes({ type, arguments: args }: Exchange, binding: Binding, key: string, headers: FieldTable): boolean {
  switch (type === 'x-delayed-message' ? plain(args.find(([name]) => name === 'x-delayed-type')?.[1]) : type) {
    case 'direct':
      return binding.routingKey === key;
    case 'fanout':
      return true;
    case 'topic':
      return topicMatches(binding.routingKey, key);
    case 'headers':
      return headersMatch(binding.arguments, headers);
    default:
      throw new Error(`no such rule: ${type}`);
  }
}

function alternates({ policies }: TopologyState, { name, arguments: args }: Exchange): string[] {
  const own = plain(args.find(([argument]) => argument === 'alternate-exchange')?.[1]);
  if (own !== undefined) return [String(own)];
  const matching = policies.filter((one) => one.appliesTo !== 'queues' && new RegExp(one.pattern).test(name));
  const [first] = [...matching].sort((one, other) => other.priority - one.priority || one.id - other.id);
  const byPolicy = first?.definition['alternate-exchange'];
  return byPolicy === undefined ? [] : [String(byPolicy)];
}
