import type { Binding, Exchange, Pause, PauseKind, Policy, Queue, VirtualHost } from './model.js';
import type { Topology } from './topology.js';

/** What one change came to: enough for another broker to make it in its own copy. */
export type TopologyEvent =
  | { readonly kind: 'vhost created'; readonly vhost: VirtualHost; readonly exchanges: readonly Exchange[] }
  /** Its limits. */
  | { readonly kind: 'vhost updated'; readonly vhost: VirtualHost }
  /** With everything in it. */
  | { readonly kind: 'vhost deleted'; readonly name: string }
  | { readonly kind: 'exchange created'; readonly exchange: Exchange }
  /** With its bindings in both roles. */
  | { readonly kind: 'exchange deleted'; readonly exchange: Exchange }
  | { readonly kind: 'queue created'; readonly queue: Queue }
  /** With its bindings. */
  | { readonly kind: 'queue deleted'; readonly queue: Queue }
  | { readonly kind: 'binding created'; readonly binding: Binding }
  | { readonly kind: 'binding deleted'; readonly binding: Binding }
  | { readonly kind: 'policy put'; readonly policy: Policy }
  | { readonly kind: 'policy deleted'; readonly vhost: string; readonly name: string }
  | { readonly kind: 'queue paused'; readonly pause: Pause }
  | { readonly kind: 'queue resumed'; readonly queueId: number; readonly paused: PauseKind };

/** Makes the change in a copy that is exactly one version behind. */
export function applyEvent(topology: Topology, event: TopologyEvent): void {
  switch (event.kind) {
    case 'vhost created':
      topology.addVhost(event.vhost);
      for (const exchange of event.exchanges) topology.requireVhost(exchange.vhost).addExchange(exchange);
      return;
    case 'vhost updated':
      topology.requireVhost(event.vhost.name).vhost = event.vhost;
      return;
    case 'vhost deleted':
      return topology.removeVhost(event.name);
    case 'exchange created':
      return topology.requireVhost(event.exchange.vhost).addExchange(event.exchange);
    case 'exchange deleted':
      return topology.requireVhost(event.exchange.vhost).removeExchange(event.exchange.name);
    case 'queue created':
      return topology.addQueue(event.queue);
    case 'queue deleted':
      return topology.removeQueue(event.queue);
    case 'binding created':
      return topology.requireVhost(event.binding.vhost).addBinding(event.binding);
    case 'binding deleted':
      return topology.requireVhost(event.binding.vhost).removeBinding(event.binding);
    case 'policy put':
      return topology.requireVhost(event.policy.vhost).putPolicy(event.policy);
    case 'policy deleted':
      return topology.requireVhost(event.vhost).removePolicy(event.name);
    case 'queue paused':
      return topology.pauses.put(event.pause);
    case 'queue resumed':
      return topology.pauses.remove(event.queueId, event.paused);
  }
}
