import type { Handoff, LeasedRun, QueueId } from '@howdah/core';

/** A broker's end of the handoff that gives credit as told and remembers what it was called for. */
export class HandoffRecorder implements Handoff {
  readonly credit = new Map<QueueId, number>();
  readonly delivered: LeasedRun[] = [];
  readonly overflowed: LeasedRun[] = [];
  readonly woken: QueueId[] = [];
  /** Credit that was reserved and neither used nor given back. */
  reserved = 0;
  fencedCount = 0;
  readonly #waiting: (() => void)[] = [];

  reserve(queueId: QueueId, count: number): number {
    const credit = this.credit.get(queueId) ?? 0;
    const granted = Math.min(credit, count);
    this.credit.set(queueId, credit - granted);
    this.reserved += granted;
    return granted;
  }

  isConsumed(queueId: QueueId): boolean {
    return this.credit.has(queueId);
  }

  deliver(run: LeasedRun): void {
    this.delivered.push(run);
    this.reserved -= run.messages.length;
    this.#changed();
  }

  cancel(_queueId: QueueId, count: number): void {
    this.reserved -= count;
    this.#changed();
  }

  overflow(run: LeasedRun): void {
    this.overflowed.push(run);
    this.#changed();
  }

  wake(queueIds: readonly QueueId[]): void {
    this.woken.push(...queueIds);
    this.#changed();
  }

  fenced(): void {
    this.fencedCount += 1;
    this.#changed();
  }

  /** Resolves when a call has made it true; the test's time limit ends a vain wait. */
  async until(come: (seen: this) => boolean): Promise<void> {
    while (!come(this)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** What a test left out does nothing and gives no credit. Methods stay bound to their object. */
export function completeHandoff(part: Partial<Handoff> = {}): Handoff {
  return {
    reserve: (queueId, count) => part.reserve?.(queueId, count) ?? 0,
    isConsumed: (queueId) => part.isConsumed?.(queueId) ?? false,
    deliver: (run) => part.deliver?.(run),
    cancel: (queueId, count) => part.cancel?.(queueId, count),
    overflow: (run) => part.overflow?.(run),
    wake: (queueIds) => part.wake?.(queueIds),
    fenced: () => part.fenced?.(),
  };
}
