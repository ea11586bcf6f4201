import type { FieldTable } from '../message/field-table.js';
import type { Binding, RoutingType } from '../topology/model.js';
import { headersTest, type HeadersTest } from './headers-match.js';
import { TopicTrie } from './topic-trie.js';

/** The bindings of one exchange, kept so that those for a message are found fast. */
export interface Matcher {
  add(binding: Binding): void;
  remove(binding: Binding): void;
  /** Visits each binding that the message passes; some more than once when several keys match. */
  match(routingKeys: readonly string[], headers: FieldTable, visit: (binding: Binding) => void): void;
}

class DirectMatcher implements Matcher {
  readonly #byKey = new Map<string, Set<Binding>>();

  add(binding: Binding): void {
    const bindings = this.#byKey.get(binding.routingKey) ?? new Set();
    this.#byKey.set(binding.routingKey, bindings.add(binding));
  }

  remove(binding: Binding): void {
    const bindings = this.#byKey.get(binding.routingKey);
    bindings?.delete(binding);
    if (bindings?.size === 0) this.#byKey.delete(binding.routingKey);
  }

  match(routingKeys: readonly string[], _headers: FieldTable, visit: (binding: Binding) => void): void {
    for (const key of routingKeys) this.#byKey.get(key)?.forEach(visit);
  }
}

class FanoutMatcher implements Matcher {
  readonly #bindings = new Set<Binding>();

  add(binding: Binding): void {
    this.#bindings.add(binding);
  }

  remove(binding: Binding): void {
    this.#bindings.delete(binding);
  }

  match(_routingKeys: readonly string[], _headers: FieldTable, visit: (binding: Binding) => void): void {
    this.#bindings.forEach(visit);
  }
}

class TopicMatcher implements Matcher {
  readonly #trie = new TopicTrie<Binding>();

  add(binding: Binding): void {
    this.#trie.add(binding.routingKey, binding);
  }

  remove(binding: Binding): void {
    this.#trie.remove(binding.routingKey, binding);
  }

  match(routingKeys: readonly string[], _headers: FieldTable, visit: (binding: Binding) => void): void {
    for (const key of routingKeys) this.#trie.match(key, visit);
  }
}

class HeadersMatcher implements Matcher {
  readonly #tests = new Map<Binding, HeadersTest>();

  add(binding: Binding): void {
    this.#tests.set(binding, headersTest(binding.arguments));
  }

  remove(binding: Binding): void {
    this.#tests.delete(binding);
  }

  match(_routingKeys: readonly string[], headers: FieldTable, visit: (binding: Binding) => void): void {
    for (const [binding, test] of this.#tests) if (test(headers)) visit(binding);
  }
}

const matchers = { direct: DirectMatcher, fanout: FanoutMatcher, topic: TopicMatcher, headers: HeadersMatcher };

export const createMatcher = (type: RoutingType): Matcher => new matchers[type]();
