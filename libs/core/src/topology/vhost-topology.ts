import { fieldOf } from '../message/field-table.js';
import { createMatcher, type Matcher } from '../route/matcher.js';
import { BindingIndex } from './binding-index.js';
import { routingTypeOf } from './exchange-type.js';
import type { Binding, Exchange, Policy, Queue, VirtualHost } from './model.js';
import { PolicyBook } from './policy-book.js';
import { parseQueueSettings, type QueueSettings } from './queue-settings.js';
import { exchangeNotFound, queueNotFound } from './resource.js';

/** One virtual host as the cache has it, with what routing needs at hand. Changed by the cache only. */
export class VhostTopology {
  readonly queues = new Map<string, Queue>();
  readonly exchanges = new Map<string, Exchange>();
  readonly bindings = new BindingIndex();
  readonly policies = new PolicyBook();
  readonly #matchers = new Map<string, Matcher>();
  /** Worked out when first asked for. */
  #settings = new Map<Queue, QueueSettings>();
  #alternates = new Map<Exchange, string | null>();

  constructor(public vhost: VirtualHost) {}

  /** queue_not_found */
  requireQueue(name: string): Queue {
    const queue = this.queues.get(name);
    if (queue === undefined) throw queueNotFound(this.vhost.name, name);
    return queue;
  }

  /** exchange_not_found */
  requireExchange(name: string): Exchange {
    const exchange = this.exchanges.get(name);
    if (exchange === undefined) throw exchangeNotFound(this.vhost.name, name);
    return exchange;
  }

  matcherOf(exchange: string): Matcher | undefined {
    return this.#matchers.get(exchange);
  }

  settingsOf(queue: Queue): QueueSettings {
    const known = this.#settings.get(queue);
    if (known !== undefined) return known;
    const settings = parseQueueSettings(queue, this.policies.of('queues', queue.name));
    this.#settings.set(queue, settings);
    return settings;
  }

  /** The exchange that gets what this one leads nowhere, by its argument or policy; it need not exist. */
  alternateOf(name: string): string | null {
    const exchange = this.exchanges.get(name);
    if (exchange === undefined || name === '') return null;
    const known = this.#alternates.get(exchange);
    if (known !== undefined) return known;
    const alternate = alternateOf(exchange, this.policies.of('exchanges', name));
    this.#alternates.set(exchange, alternate);
    return alternate;
  }

  addQueue(queue: Queue): void {
    this.queues.set(queue.name, queue);
  }

  /** With its bindings. */
  removeQueue(name: string): void {
    const queue = this.queues.get(name);
    if (queue === undefined) return;
    this.queues.delete(name);
    this.#settings.delete(queue);
    for (const binding of [...this.bindings.to({ destinationKind: 'queue', destination: name })]) this.removeBinding(binding);
  }

  addExchange(exchange: Exchange): void {
    this.exchanges.set(exchange.name, exchange);
    this.#matchers.set(exchange.name, createMatcher(routingTypeOf(exchange)));
  }

  /** With its bindings in both roles. */
  removeExchange(name: string): void {
    const exchange = this.exchanges.get(name);
    if (exchange === undefined) return;
    const inbound = this.bindings.to({ destinationKind: 'exchange', destination: name });
    for (const binding of [...inbound, ...this.bindings.from(name)]) this.removeBinding(binding);
    this.exchanges.delete(name);
    this.#alternates.delete(exchange);
    this.#matchers.delete(name);
  }

  addBinding(binding: Binding): void {
    this.bindings.add(binding);
    this.#matchers.get(binding.source)?.add(binding);
  }

  removeBinding(definition: Omit<Binding, 'id'>): void {
    const binding = this.bindings.find(definition);
    if (binding === undefined) return;
    this.bindings.remove(binding);
    this.#matchers.get(binding.source)?.remove(binding);
  }

  putPolicy(policy: Policy): void {
    this.policies.put(policy);
    this.#forget();
  }

  removePolicy(name: string): void {
    this.policies.remove(name);
    this.#forget();
  }

  #forget(): void {
    this.#settings = new Map();
    this.#alternates = new Map();
  }
}

function alternateOf(exchange: Exchange, policy: Policy | null): string | null {
  const argument = fieldOf(exchange.arguments, 'alternate-exchange');
  if (argument?.type === 'string') return argument.value.toString();
  const fromPolicy = policy?.definition['alternate-exchange'];
  return typeof fromPolicy === 'string' ? fromPolicy : null;
}
