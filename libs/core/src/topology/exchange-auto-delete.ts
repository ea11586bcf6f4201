import type { Binding } from './model.js';
import type { TopologyCache } from './topology-cache.js';

export const sourcesOf = (bindings: Iterable<Binding>): ReadonlySet<string> => new Set([...bindings].map(({ source }) => source));

/** Deletes those exchanges that went with their last binding as source; that may take the last binding of others. */
export async function deleteUnusedExchanges(
  topology: TopologyCache,
  vhost: string,
  lostBinding: ReadonlySet<string>,
): Promise<void> {
  for (const name of lostBinding) {
    const exchange = topology.current.vhost(vhost)?.exchanges.get(name);
    if (exchange?.autoDelete !== true || topology.current.vhost(vhost)?.bindings.hasAnyFrom(name)) continue;
    await deleteExchangeAndUnused(topology, vhost, name);
  }
}

/** False when there is no such exchange. */
export async function deleteExchangeAndUnused(topology: TopologyCache, vhost: string, name: string): Promise<boolean> {
  const owner = topology.current.vhost(vhost);
  const exchange = owner?.exchanges.get(name);
  if (owner === undefined || exchange === undefined) return false;
  const sources = sourcesOf(owner.bindings.to({ destinationKind: 'exchange', destination: name }));
  const { changed } = await topology.change((store) => store.deleteExchange(exchange));
  await deleteUnusedExchanges(topology, vhost, sources);
  return changed;
}
