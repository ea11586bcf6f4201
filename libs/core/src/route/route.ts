import type { FieldTable } from '../message/field-table.js';
import { routingTypeOf } from '../topology/exchange-type.js';
import type { Binding, Queue } from '../topology/model.js';
import type { VhostTopology } from '../topology/vhost-topology.js';

/**
 * The queues that a message published to an exchange goes to, each once, in the order of their ids.
 * Exchanges are visited breadth-first and once each, so that a cycle of bindings does no harm; the alternate exchange of one
 * whose own bindings lead nowhere comes next. exchange_not_found when the first one does not exist.
 */
export function route(
  vhost: VhostTopology,
  exchange: string,
  routingKeys: readonly string[],
  headers: FieldTable,
): readonly Queue[] {
  vhost.requireExchange(exchange);
  const queues = new Set<Queue>();
  const exchanges = new Set([exchange]);
  // A Set's iteration includes what is added meanwhile.
  for (const name of exchanges) visit(vhost, name, routingKeys, headers, queues, exchanges);
  return [...queues].sort((one, other) => one.id - other.id);
}

function visit(
  vhost: VhostTopology,
  name: string,
  routingKeys: readonly string[],
  headers: FieldTable,
  queues: Set<Queue>,
  exchanges: Set<string>,
): void {
  if (name === '') return routeByName(vhost, routingKeys, queues);
  let found = false;
  const follow = ({ destinationKind, destination }: Binding): void => {
    found = true;
    if (destinationKind === 'exchange') exchanges.add(destination);
    else addQueue(vhost, destination, queues);
  };
  vhost.matcherOf(name)?.match(routingKeys, headers, follow);
  const alternate = found ? null : vhost.alternateOf(name);
  if (alternate !== null) exchanges.add(alternate);
}

/** The default exchange: every queue is bound to it by its name. */
function routeByName(vhost: VhostTopology, routingKeys: readonly string[], queues: Set<Queue>): void {
  for (const key of routingKeys) addQueue(vhost, key, queues);
}

function addQueue(vhost: VhostTopology, name: string, queues: Set<Queue>): void {
  const queue = vhost.queues.get(name);
  if (queue !== undefined) queues.add(queue);
}

/** Some exchange that a message may come through from here on routes by headers. */
export function readsHeaders(vhost: VhostTopology, exchange: string): boolean {
  const reachable = new Set([exchange]);
  for (const name of reachable) {
    const visited = vhost.exchanges.get(name);
    if (visited !== undefined && routingTypeOf(visited) === 'headers') return true;
    for (const { destinationKind, destination } of vhost.bindings.from(name)) {
      if (destinationKind === 'exchange') reachable.add(destination);
    }
    const alternate = vhost.alternateOf(name);
    if (alternate !== null) reachable.add(alternate);
  }
  return false;
}
