import type { FieldTable } from '../message/field-table.js';
import { routingTypeOf } from '../topology/exchange-type.js';
import type { Binding, ExchangeType } from '../topology/model.js';
import type { VhostTopology } from '../topology/vhost-topology.js';
import { route } from '../route/route.js';
import { mismatch } from './mismatch.js';

export interface ExplainedBinding {
  readonly binding: Binding;
  readonly matches: boolean;
  /** Null when it matches. */
  readonly reason: string | null;
}

/** One exchange on the way. */
export interface RouteStep {
  /** '' is the default exchange. */
  readonly exchange: string;
  readonly type: ExchangeType;
  /** How the message came here: published, by a binding, or because another exchange led nowhere. */
  readonly by: 'publish' | 'binding' | 'alternate-exchange';
  /** Those that match come first; at most `bindingsMax`. */
  readonly bindings: readonly ExplainedBinding[];
  /** Bindings that do not match and are not told. */
  readonly omitted: number;
  /** Where the message went on because nothing here matched; null: nowhere. */
  readonly alternate: string | null;
}

export interface RouteExplanation {
  /** Names of the queues that get the message, in the order of their ids. */
  readonly queues: readonly string[];
  readonly steps: readonly RouteStep[];
}

/** Of each exchange so many bindings are told. */
const bindingsMax = 200;

/** The way that `route` takes, with what did not match and why. exchange_not_found */
export function explainRoute(
  vhost: VhostTopology,
  exchange: string,
  routingKeys: readonly string[],
  headers: FieldTable,
): RouteExplanation {
  const queues = route(vhost, exchange, routingKeys, headers).map(({ name }) => name);
  const came = new Map<string, RouteStep['by']>([[exchange, 'publish']]);
  const steps: RouteStep[] = [];
  // A Map's iteration includes what is added meanwhile.
  for (const [name, by] of came) {
    const step = explainStep(vhost, name, by, routingKeys, headers);
    if (step === null) continue;
    steps.push(step);
    for (const { binding, matches } of step.bindings)
      if (matches && binding.destinationKind === 'exchange' && !came.has(binding.destination))
        came.set(binding.destination, 'binding');
    if (step.alternate !== null && !came.has(step.alternate)) came.set(step.alternate, 'alternate-exchange');
  }
  return { queues, steps };
}

/** Null when there is no such exchange, as an alternate exchange may well not exist. */
function explainStep(
  vhost: VhostTopology,
  name: string,
  by: RouteStep['by'],
  routingKeys: readonly string[],
  headers: FieldTable,
): RouteStep | null {
  const exchange = vhost.exchanges.get(name);
  if (exchange === undefined) return null;
  const common = { exchange: name, type: exchange.type, by };
  if (name === '') return { ...common, bindings: [], omitted: 0, alternate: null };
  const matching = new Set<Binding>();
  vhost.matcherOf(name)?.match(routingKeys, headers, (binding) => void matching.add(binding));
  const type = routingTypeOf(exchange);
  const others = [...vhost.bindings.from(name)].filter((binding) => !matching.has(binding));
  const told = others.slice(0, Math.max(0, bindingsMax - matching.size));
  return {
    ...common,
    bindings: [
      ...[...matching].map((binding) => ({ binding, matches: true, reason: null })),
      ...told.map((binding) => ({ binding, matches: false, reason: mismatch(type, binding, routingKeys, headers) })),
    ],
    omitted: others.length - told.length,
    alternate: matching.size === 0 ? vhost.alternateOf(name) : null,
  };
}
