import { isDeepStrictEqual } from 'node:util';
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

function headersMatch(args: FieldTable, headers: FieldTable): boolean {
  const mode = plain(args.find(([name]) => name === 'x-match')?.[1]) ?? 'all';
  const wanted = args.filter(([name]) => (String(mode).endsWith('-x') ? name !== 'x-match' : !name.startsWith('x-')));
  const passed = wanted.filter(([name, value]) => {
    const found = headers.find(([header]) => header === name);
    return found !== undefined && (value.type === 'void' || isSame(value, found[1]));
  });
  return String(mode).startsWith('any') ? passed.length > 0 : passed.length === wanted.length;
}

/** The same kind and value: whole numbers of all widths are one kind, so are both that have a fraction. */
function isSame(one: FieldValue, other: FieldValue): boolean {
  if (!('value' in one) || !('value' in other)) return one.type === other.type;
  const kinds = [one, other].map(({ type }) =>
    /^u?int/.test(type) ? 'integer' : /^(?:float|double)$/.test(type) ? 'real' : type,
  );
  if (kinds[0] !== kinds[1]) return false;
  if (kinds[0] === 'integer' || kinds[0] === 'real') return Number(one.value) === Number(other.value);
  return isDeepStrictEqual(one, other);
}

/** The text of a string. */
const plain = (field: FieldValue | undefined): string | undefined =>
  field?.type === 'string' ? field.value.toString() : undefined;

/** The key of the publish, and those that its headers CC and BCC add. */
export function naiveKeys(key: string, headers: FieldTable): string[] {
  const more = ['CC', 'BCC'].map((wanted) => headers.find(([name]) => name === wanted)?.[1]);
  return [key, ...more.flatMap((field) => (field?.type === 'array' ? field.value.flatMap((one) => plain(one) ?? []) : []))];
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
