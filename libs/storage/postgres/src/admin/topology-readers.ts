import type { OwnerId } from '@howdah/core';

/** A broker that does not answer for so long is not waited for again until it is heard of. */
const silentAfterMs = 1_000;

interface Wait {
  readonly version: number;
  readonly missing: Set<OwnerId>;
  readonly resolve: () => void;
}

/**
 * Which version of the topology the other brokers go by. Whoever changes it answers its client when all of them have seen the change, so
 * that the client may use through any broker what it has declared through this one.
 */
export class TopologyReaders {
  readonly #seen = new Map<OwnerId, number>();
  readonly #silent = new Set<OwnerId>();
  readonly #waits = new Set<Wait>();

  /** Payload `<owner> <version>`. */
  hear(payload: string): void {
    const [owner = 0, version = 0] = payload.split(' ').map(Number);
    this.#silent.delete(owner);
    this.#seen.set(owner, Math.max(version, this.#seen.get(owner) ?? 0));
    for (const wait of this.#waits) if (wait.version <= version) this.#drop(wait, owner);
  }

  seenBy(owners: readonly OwnerId[], version: number): Promise<void> {
    this.#forgetAllBut(owners);
    const missing = new Set(owners.filter((owner) => !this.#silent.has(owner) && (this.#seen.get(owner) ?? -1) < version));
    if (missing.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wait = { version, missing, resolve };
      this.#waits.add(wait);
      setTimeout(() => this.#giveUp(wait), silentAfterMs).unref();
    });
  }

  #drop(wait: Wait, owner: OwnerId): void {
    wait.missing.delete(owner);
    if (wait.missing.size > 0) return;
    this.#waits.delete(wait);
    wait.resolve();
  }

  #giveUp(wait: Wait): void {
    for (const owner of [...wait.missing]) {
      this.#silent.add(owner);
      this.#drop(wait, owner);
    }
  }

  /** Brokers come and go. */
  #forgetAllBut(owners: readonly OwnerId[]): void {
    for (const owner of this.#seen.keys()) if (!owners.includes(owner)) this.#seen.delete(owner);
    for (const owner of this.#silent) if (!owners.includes(owner)) this.#silent.delete(owner);
  }
}
