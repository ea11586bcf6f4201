import { describe, expect, it } from 'vitest';
import { BrokerError } from '../errors.js';
import { emptyTable } from '../message/field-table.js';
import type { Change, LoggedChange, TopologyState, TopologyStore } from '../ports/topology-store.js';
import { noLimits, type Queue } from './model.js';
import { TopologyCache } from './topology-cache.js';

const queueOf = (id: number): Queue => {
  return {
    id,
    vhost: '/',
    name: `q${id}`,
    durable: true,
    exclusive: false,
    autoDelete: false,
    arguments: emptyTable,
    connection: null,
    createdAt: 0,
  };
};

/** A store that holds queues only and answers a reading when it is told to. */
class SlowStore {
  state: TopologyState = {
    version: 1,
    vhosts: [{ id: 1, name: '/', description: '', ...noLimits }],
    exchanges: [],
    queues: [],
    bindings: [],
    policies: [],
    pauses: [],
  };
  loads = 0;
  /** A change before this one is forgotten. */
  rememberedFrom = 1;
  readonly log: LoggedChange[] = [];
  readonly seen: number[] = [];
  announce: (version: number | null) => void = () => undefined;
  /** Readings that were begun wait for this. */
  gate: Promise<void> = Promise.resolve();

  async load(): Promise<TopologyState> {
    this.loads++;
    const { state } = this;
    await this.gate;
    return state;
  }

  async changesSince(version: number): Promise<readonly LoggedChange[] | null> {
    const { state } = this;
    const changes = this.log.filter((change) => change.version > version && change.version <= state.version);
    await this.gate;
    return version < this.rememberedFrom || version > state.version ? null : changes;
  }

  async onChange(listener: (version: number | null) => void): Promise<void> {
    this.announce = listener;
  }

  tellSeen(version: number): void {
    this.seen.push(version);
  }

  async seenByOthers(): Promise<void> {}

  add(id: number): Change<Queue> {
    const { state } = this;
    const queue = queueOf(id);
    this.state = { ...state, version: state.version + 1, queues: [...state.queues, queue] };
    const event = { kind: 'queue created', queue } as const;
    this.log.push({ version: this.state.version, event });
    return { version: this.state.version, event, value: queue };
  }
}

async function loaded() {
  const store = new SlowStore();
  const cache = new TopologyCache(store as unknown as TopologyStore);
  await cache.load();
  const declare = (id: number) => cache.change(async () => store.add(id));
  return { store, cache, declare };
}

const ids = (cache: TopologyCache): number[] => cache.current.state.queues.map(({ id }) => id);

describe('the topology cache', () => {
  it('makes an own change without reading anything again', async () => {
    const { store, cache, declare } = await loaded();
    await declare(1);
    expect([ids(cache), cache.current.version, store.loads]).toEqual([[1], 2, 1]);
  });

  it('makes the changes of another broker that came in between, and reads nothing again', async () => {
    const { store, cache, declare } = await loaded();
    store.add(1);
    await declare(2);
    expect([ids(cache), cache.current.version, store.loads]).toEqual([[1, 2], 3, 1]);
  });

  it('reads everything when the changes are not remembered that far back', async () => {
    const { store, cache } = await loaded();
    store.add(1);
    store.rememberedFrom = 2;
    await cache.refresh();
    expect([ids(cache), cache.current.version, store.loads]).toEqual([[1], 2, 2]);
  });

  it('follows an announcement, and tells that it did', async () => {
    const { store, cache } = await loaded();
    const changed = new Promise<void>((resolve) => cache.onQueuesChanged(resolve));
    store.add(1);
    store.announce(2);
    await changed;
    expect(ids(cache)).toEqual([1]);
    expect(store.seen).toEqual([2]);
  });

  it('asks nothing when it is announced what it has', async () => {
    const { store, cache, declare } = await loaded();
    await declare(1);
    store.gate = Promise.reject(new Error('asked'));
    store.gate.catch(() => undefined);
    store.announce(2);
    store.gate = Promise.resolve();
    await cache.refresh();
    expect([ids(cache), store.seen]).toEqual([[1], []]);
  });

  it('shares one reading among those who ask meanwhile, and begins it after they asked', async () => {
    const { store, cache } = await loaded();
    let open: () => void = () => undefined;
    store.gate = new Promise((resolve) => (open = resolve));
    store.add(1);
    const first = cache.refresh();
    store.add(2);
    const later = [cache.refresh(), cache.refresh(), cache.refresh()];
    open();
    await first;
    expect(ids(cache)).toEqual([1]);
    await Promise.all(later);
    expect([ids(cache), store.seen]).toEqual([
      [1, 2],
      [2, 3],
    ]);
  });

  it('is not thrown back by a reading that an own change has overtaken', async () => {
    const { store, cache, declare } = await loaded();
    store.add(1);
    await cache.refresh();
    let open: () => void = () => undefined;
    store.gate = new Promise((resolve) => (open = resolve));
    const reading = cache.refresh();
    store.gate = Promise.resolve();
    await declare(2);
    open();
    await reading;
    expect(ids(cache)).toEqual([1, 2]);
  });

  it('takes over an older version: the database was restored', async () => {
    const { store, cache, declare } = await loaded();
    const restored = store.state;
    await declare(1);
    store.state = restored;
    await cache.refresh();
    expect([ids(cache), cache.current.version]).toEqual([[], 1]);
  });

  it('looks again at the newest state before it refuses', async () => {
    const { store, cache } = await loaded();
    store.add(1);
    const found = await cache.find((current) => current.requireVhost('/').requireQueue('q1'));
    expect(found.id).toBe(1);
    const missing = cache.find((current) => current.requireVhost('/').requireQueue('q2'));
    await expect(missing).rejects.toEqual(
      new BrokerError('queue_not_found', "no queue 'q2' in vhost '/'", { remedy: 'Declare the queue first.' }),
    );
  });

  it('goes on after a reading that failed', async () => {
    const { store, cache } = await loaded();
    store.add(1);
    store.gate = Promise.reject(new Error('down'));
    await expect(cache.refresh()).rejects.toThrow('down');
    store.gate = Promise.resolve();
    await cache.refresh();
    expect(ids(cache)).toEqual([1]);
  });

  it('works the settings of a queue out once, and again when a policy changes', async () => {
    const { cache, declare } = await loaded();
    const { value: queue } = await declare(1);
    const settings = cache.current.settingsOf(queue);
    expect(cache.current.settingsOf(queue)).toBe(settings);
    const policy = { id: 1, vhost: '/', name: 'p', pattern: '^q', appliesTo: 'queues' as const, priority: 0 };
    cache.current.requireVhost('/').putPolicy({ ...policy, definition: { 'message-ttl': 5 } });
    expect(cache.current.settingsOf(queue).messageTtlMs).toBe(5);
    cache.current.requireVhost('/').removePolicy('p');
    expect(cache.current.settingsOf(queue)).toEqual(settings);
  });
});
