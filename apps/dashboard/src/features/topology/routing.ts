import type { Binding, Exchange } from '../../data/topology.js';

export interface Step {
  readonly binding: Binding;
  readonly matches: boolean;
  /** Names why it does not match, or why it does. */
  readonly why: 'any' | 'equal' | 'pattern' | 'headers' | 'different' | 'otherHeaders' | 'loop';
}

export interface Trace {
  readonly steps: readonly Step[];
  readonly queues: readonly string[];
}

interface Probe {
  readonly exchange: string;
  readonly routingKey: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Which way a message would go from an exchange, and which bindings would not take it. Of bindings alone: no alternate exchange. */
export function trace(exchanges: readonly Exchange[], bindings: readonly Binding[], probe: Probe): Trace {
  const types = new Map(exchanges.map((exchange) => [exchange.name, routingType(exchange)]));
  const steps: Step[] = [];
  const queues = new Set<string>();
  const seen = new Set<string>();
  const follow = (exchange: string): void => {
    seen.add(exchange);
    for (const binding of bindings.filter(({ source }) => source === exchange)) {
      const step = judge(types.get(exchange) ?? 'direct', binding, probe, seen);
      steps.push(step);
      if (step.matches && binding.destinationKind === 'queue') queues.add(binding.destination);
      if (step.matches && binding.destinationKind === 'exchange') follow(binding.destination);
    }
  };
  follow(probe.exchange);
  return { steps, queues: [...queues] };
}

function routingType({ type, arguments: args }: Exchange): string {
  return type === 'x-delayed-message' ? String(args['x-delayed-type']) : type;
}

function judge(type: string, binding: Binding, { routingKey, headers }: Probe, seen: ReadonlySet<string>): Step {
  if (binding.destinationKind === 'exchange' && seen.has(binding.destination)) return { binding, matches: false, why: 'loop' };
  if (type === 'fanout') return { binding, matches: true, why: 'any' };
  if (type === 'headers') {
    const matches = headersMatch(binding.arguments, headers);
    return { binding, matches, why: matches ? 'headers' : 'otherHeaders' };
  }
  const matches = type === 'topic' ? topicMatches(binding.routingKey, routingKey) : binding.routingKey === routingKey;
  return { binding, matches, why: matches ? (type === 'topic' ? 'pattern' : 'equal') : 'different' };
}

/** * stands for one word, # for any number of them. */
export function topicMatches(pattern: string, key: string): boolean {
  return wordsMatch(pattern === '' ? [] : pattern.split('.'), key === '' ? [] : key.split('.'));
}

function wordsMatch([word, ...patterns]: readonly string[], keys: readonly string[]): boolean {
  if (word === undefined) return keys.length === 0;
  if (word === '#') return wordsMatch(patterns, keys) || (keys.length > 0 && wordsMatch([word, ...patterns], keys.slice(1)));
  return keys.length > 0 && (word === '*' || word === keys[0]) && wordsMatch(patterns, keys.slice(1));
}

function headersMatch(args: Binding['arguments'], headers: Probe['headers']): boolean {
  const mode = args['x-match'] ?? 'all';
  const withX = mode === 'all-with-x' || mode === 'any-with-x';
  const wanted = Object.entries(args).filter(([name]) => name !== 'x-match' && (withX || !name.startsWith('x-')));
  const fits = ([name, value]: [string, unknown]) =>
    name in headers && (value === null || JSON.stringify(headers[name]) === JSON.stringify(value));
  return String(mode).startsWith('any') ? wanted.some(fits) : wanted.every(fits);
}
