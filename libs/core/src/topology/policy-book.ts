import type { Policy } from './model.js';

interface Entry {
  readonly policy: Policy;
  readonly pattern: RegExp;
}

/** The policies of one virtual host, the one that counts first. */
export class PolicyBook {
  #entries: readonly Entry[] = [];

  all(): readonly Policy[] {
    return this.#entries.map(({ policy }) => policy);
  }

  get(name: string): Policy | undefined {
    return this.#entries.find(({ policy }) => policy.name === name)?.policy;
  }

  /** The one policy for a queue or exchange: of those that match, the one with the highest priority, the oldest of equals. */
  of(kind: 'queues' | 'exchanges', name: string): Policy | null {
    const entry = this.#entries.find(
      ({ policy, pattern }) => (policy.appliesTo === kind || policy.appliesTo === 'all') && pattern.test(name),
    );
    return entry?.policy ?? null;
  }

  put(policy: Policy): void {
    this.remove(policy.name);
    const entries = [...this.#entries, { policy, pattern: new RegExp(policy.pattern) }];
    this.#entries = entries.sort((one, other) => other.policy.priority - one.policy.priority || one.policy.id - other.policy.id);
  }

  remove(name: string): void {
    this.#entries = this.#entries.filter(({ policy }) => policy.name !== name);
  }
}
