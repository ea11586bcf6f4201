import type { Handoff, LeasedRun, QueueId } from '../ports/message-store.js';
import type { BrokerCounters } from '../statistics/statistics-api.js';
import type { QueueWatcher } from '../settle/settlement-batch.js';
import type { ConsumerHandle } from './consume.js';
import type { ConsumerSlot } from './consumer-slot.js';
import type { PumpContext } from './pump-context.js';
import type { QueuePump } from './queue-pump.js';

/** The pumps of all queues that have consumers here, and whoever else waits for messages of a queue. */
export class Pumps implements Handoff, QueueWatcher {
  readonly #pumps = new Map<QueueId, QueuePump>();
  readonly #slots = new Set<ConsumerSlot>();
  readonly #listeners = new Map<QueueId, Set<() => void>>();
  readonly #handles = new Set<ConsumerHandle>();
  #whenDue: (at: number) => void = () => undefined;
  #whenReturned: (queueIds: readonly QueueId[]) => Promise<void> = () => Promise.resolve();
  #whenExpiring: (at: number) => void = () => undefined;
  #whenFenced: () => void = () => undefined;

  constructor(
    private readonly counters: BrokerCounters,
    private readonly giveBack: PumpContext['giveBack'],
    private readonly dropOverflow: (run: LeasedRun) => void,
  ) {}

  // ── the store's side ──────────────────────────────────────────────────────────────────────────────────────────────

  reserve(queueId: QueueId, count: number): number {
    return this.#pumps.get(queueId)?.reserve(count) ?? 0;
  }

  isConsumed(queueId: QueueId): boolean {
    return this.#pumps.has(queueId);
  }

  deliver(run: LeasedRun): void {
    const pump = this.#pumps.get(run.queueId);
    if (pump === undefined) this.giveBack(run, run.messages);
    else pump.deliver(run);
  }

  cancel(queueId: QueueId, count: number): void {
    this.#pumps.get(queueId)?.cancel(count);
  }

  wake(queueIds: readonly QueueId[]): void {
    for (const queueId of queueIds) {
      this.#pumps.get(queueId)?.wake();
      this.callOne(queueId);
    }
  }

  fenced(): void {
    for (const slot of this.#slots) this.counters.leasesLost += slot.unsettled.takeAll().length;
    for (const pump of this.#pumps.values()) pump.fenced();
    // First, since consumers of clients go with it: others' may have become the active one of a queue.
    this.#whenFenced();
    this.wake(this.queueIds());
  }

  /** Gave way to newer messages. */
  overflow(run: LeasedRun): void {
    this.dropOverflow(run);
  }

  // ── the broker's side ─────────────────────────────────────────────────────────────────────────────────────────────

  all(): IterableIterator<QueuePump> {
    return this.#pumps.values();
  }

  /** Of queues that have consumers here, or whose messages others here wait for. */
  queueIds(): readonly QueueId[] {
    return [...new Set([...this.#pumps.keys(), ...this.#listeners.keys()])];
  }

  get(queueId: QueueId): QueuePump | undefined {
    return this.#pumps.get(queueId);
  }

  /** Starts deliveries to a consumer; `create` makes the pump of its queue if there is none. */
  attach(slot: ConsumerSlot, create: () => QueuePump): void {
    const pump = this.#pumps.get(slot.queue.id) ?? create();
    this.#pumps.set(slot.queue.id, pump);
    this.#slots.add(slot);
    pump.add(slot);
  }

  /** Stops deliveries; what the consumer holds stays its own. */
  detach(slot: ConsumerSlot): void {
    if (slot.state === 'cancelled') return;
    slot.state = 'cancelled';
    const pump = this.#pumps.get(slot.queue.id);
    if (pump === undefined) return;
    slot.left = pump.claimEnded;
    pump.remove(slot);
    if (pump.consumers.length === 0) this.#pumps.delete(slot.queue.id);
  }

  /** Deliveries are taken from it when they last too long, or the leases are lost; it is in no pump. */
  watch(slot: ConsumerSlot): void {
    slot.state = 'cancelled';
    this.#slots.add(slot);
  }

  remember(handle: ConsumerHandle): void {
    this.#handles.add(handle);
  }

  forget(handle: ConsumerHandle): void {
    this.#handles.delete(handle);
  }

  /** The consumers that others know of. */
  handles(): readonly ConsumerHandle[] {
    return [...this.#handles];
  }

  /** Calls when the leases of this broker are lost. */
  onFenced(call: () => void): void {
    this.#whenFenced = call;
  }

  detachAll(): void {
    for (const slot of this.#slots) this.detach(slot);
  }

  /** Consumers here, and the cancelled ones that still hold deliveries. */
  slots(): readonly ConsumerSlot[] {
    for (const slot of this.#slots) if (slot.state === 'cancelled' && slot.unsettled.size === 0) this.#slots.delete(slot);
    return [...this.#slots];
  }

  returning(queueId: QueueId, count: number): void {
    this.#pumps.get(queueId)?.returning(count);
  }

  /** Messages of the queue that are leased here before a consumer has credit for them: ready, as clients see it. */
  aheadCount(queueId: QueueId): number {
    return this.#pumps.get(queueId)?.aheadCount ?? 0;
  }

  /** Gives those back; they are in the queue when this broker's commits have ended. */
  recall(queueId: QueueId): void {
    this.#pumps.get(queueId)?.recall();
  }

  consumerCount(queueId?: QueueId): number {
    if (queueId !== undefined) return this.#pumps.get(queueId)?.consumers.length ?? 0;
    let count = 0;
    for (const pump of this.#pumps.values()) count += pump.consumers.length;
    return count;
  }

  /**
   * Calls when messages of the queue may be ready, but only one of all that listen: who does not take all that is there, or
   * was called for nothing, has the next one called. The returned function ends it.
   */
  listen(queueId: QueueId, call: () => void): () => void {
    const listeners = this.#listeners.get(queueId) ?? new Set();
    this.#listeners.set(queueId, listeners.add(call));
    return () => {
      listeners.delete(call);
      if (listeners.size === 0 && this.#listeners.get(queueId) === listeners) this.#listeners.delete(queueId);
    };
  }

  /** The one that was not called for longest. */
  callOne(queueId: QueueId): void {
    const listeners = this.#listeners.get(queueId);
    const [call] = listeners ?? [];
    if (listeners === undefined || call === undefined) return;
    listeners.delete(call);
    listeners.add(call);
    call();
  }

  /** Nobody is to wait any longer. */
  callAll(): void {
    for (const listeners of this.#listeners.values()) for (const call of listeners) call();
  }

  onDue(call: (at: number) => void): void {
    this.#whenDue = call;
  }

  expectDue(at: number): void {
    this.#whenDue(at);
  }

  onReturned(call: (queueIds: readonly QueueId[]) => Promise<void>): void {
    this.#whenReturned = call;
  }

  returned(queueIds: readonly QueueId[]): Promise<void> {
    return this.#whenReturned(queueIds);
  }

  onExpiry(call: (at: number) => void): void {
    this.#whenExpiring = call;
  }

  /** A message will expire then, ms since 1970. */
  expectExpiry(at: number): void {
    this.#whenExpiring(at);
  }
}
