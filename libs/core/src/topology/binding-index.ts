import { argumentsHash } from './arguments-hash.js';
import type { Binding } from './model.js';

type Destination = Pick<Binding, 'destinationKind' | 'destination'>;

const none: readonly Binding[] = Object.freeze([]);

/** The bindings of one virtual host, found by what they are, by source and by destination. */
export class BindingIndex {
  readonly #byIdentity = new Map<string, Binding>();
  readonly #bySource = new Map<string, Set<Binding>>();
  readonly #byDestination = new Map<string, Set<Binding>>();

  all(): Iterable<Binding> {
    return this.#byIdentity.values();
  }

  /** The binding that is the same but for its id. */
  find(binding: Omit<Binding, 'id'>): Binding | undefined {
    return this.#byIdentity.get(identityOf(binding));
  }

  from(source: string): Iterable<Binding> {
    return this.#bySource.get(source) ?? none;
  }

  hasAnyFrom(source: string): boolean {
    return this.#bySource.has(source);
  }

  to(destination: Destination): Iterable<Binding> {
    return this.#byDestination.get(destinationKey(destination)) ?? none;
  }

  add(binding: Binding): void {
    this.#byIdentity.set(identityOf(binding), binding);
    put(this.#bySource, binding.source, binding);
    put(this.#byDestination, destinationKey(binding), binding);
  }

  remove(binding: Binding): void {
    this.#byIdentity.delete(identityOf(binding));
    take(this.#bySource, binding.source, binding);
    take(this.#byDestination, destinationKey(binding), binding);
  }
}

const destinationKey = ({ destinationKind, destination }: Destination): string => `${destinationKind} ${destination}`;

function identityOf({ source, destinationKind, destination, routingKey, arguments: args }: Omit<Binding, 'id'>): string {
  const hash = args.length === 0 ? '' : argumentsHash(args).toString('base64');
  return JSON.stringify([source, destinationKind, destination, routingKey, hash]);
}

function put(index: Map<string, Set<Binding>>, key: string, binding: Binding): void {
  const bindings = index.get(key) ?? new Set();
  index.set(key, bindings.add(binding));
}

function take(index: Map<string, Set<Binding>>, key: string, binding: Binding): void {
  const bindings = index.get(key);
  bindings?.delete(binding);
  if (bindings?.size === 0) index.delete(key);
}
