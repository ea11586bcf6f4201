import { BrokerError } from '../errors.js';
import type { Change, LoggedChange, TopologyStore } from '../ports/topology-store.js';
import { applyEvent } from './topology-event.js';
import { Topology } from './topology.js';

const nothing = { version: -1, vhosts: [], exchanges: [], queues: [], bindings: [], policies: [], pauses: [] };

/** The store's topology in memory, changed step by step as the store's log tells; read as a whole where the log does not reach. */
export class TopologyCache {
  #current = new Topology(nothing);
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  readonly #listeners: (() => void)[] = [];

  constructor(private readonly store: TopologyStore) {}

  /** To be asked for anew after each wait: a reload replaces it. */
  get current(): Topology {
    return this.#current;
  }

  /** Reads everything and from then on follows the store's announcements. */
  async load(): Promise<void> {
    // A refresh that fails is made up for by the next one: whoever polls it reports the trouble.
    await this.store.onChange((version) => {
      if (version !== this.#current.version) void this.refresh().catch(() => undefined);
    });
    await this.#reload();
  }

  /** Resolves when everything committed before this call is seen here; callers share a reading. */
  refresh(): Promise<void> {
    if (this.#running === null) return this.#start();
    // The reading that is under way may have begun before the change that this caller is after.
    this.#next ??= this.#running.catch(() => undefined).then(() => this.#start());
    return this.#next;
  }

  /** What `look` finds; when it refuses it looks once more at the newest state, for another broker may just have created it. */
  async find<T>(look: (current: Topology) => T): Promise<T> {
    try {
      return look(this.#current);
    } catch (thrown) {
      if (!(thrown instanceof BrokerError)) throw thrown;
      await this.refresh();
      return look(this.#current);
    }
  }

  /** What is here and still is in the newest state; without a reading when it is not here at all. */
  async confirm<T>(look: (current: Topology) => T | undefined): Promise<T | undefined> {
    if (look(this.#current) === undefined) return undefined;
    await this.refresh();
    return look(this.#current);
  }

  /** Changes the store and this copy. When it resolves the change is seen here and by every other broker. */
  async change<T>(run: (store: TopologyStore) => Promise<Change<T>>): Promise<{ readonly changed: boolean; readonly value: T }> {
    const { version, event, value } = await run(this.store);
    if (event !== null && version === this.#current.version + 1) this.#apply({ version, event });
    else if (version !== this.#current.version) await this.refresh();
    if (event !== null) await this.store.seenByOthers(version);
    return { changed: event !== null, value };
  }

  /** Called when queues may be gone or have other settings. */
  onQueuesChanged(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** For the verb whose own change did that; a reload announces by itself. */
  announceQueues(): void {
    for (const listener of this.#listeners) listener();
  }

  #start(): Promise<void> {
    this.#next = null;
    const running = this.#catchUp().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }

  async #catchUp(): Promise<void> {
    const changes = await this.store.changesSince(this.#current.version);
    if (changes === null) await this.#reload();
    // Own changes may have overtaken the reading.
    const later = changes?.filter(({ version }) => version > this.#current.version) ?? [];
    for (const change of later) this.#apply(change);
    if (later.length > 0) this.announceQueues();
    if (changes === null || changes.length > 0) this.store.tellSeen(this.#current.version);
  }

  #apply({ version, event }: LoggedChange): void {
    applyEvent(this.#current, event);
    this.#current.advance(version);
  }

  async #reload(): Promise<void> {
    const before = this.#current.version;
    const state = await this.store.load();
    const { version } = this.#current;
    // Own changes may have overtaken the reading. Otherwise a lower version is news too: a restored database.
    if (state.version === version || (state.version < version && version !== before)) return;
    this.#current = new Topology(state);
    this.announceQueues();
  }
}
