import type { BrokerCounters } from '../statistics/statistics-api.js';
import type { IntakeStore, Judge } from '../ports/intake-store.js';
import type { Insert } from '../ports/message-store.js';
import { expectTimes, type TimeWatcher } from '../publish/expect-times.js';
import { createArrivalJudge, type JudgeContext, type RoutedInsert } from './arrival-judge.js';

export interface MoverContext extends JudgeContext {
  readonly intake: IntakeStore;
  readonly counters: BrokerCounters;
  readonly watcher: TimeWatcher;
}

/** Another broker, which is moving, has heard of the same arrivals; this is for the case that it dies. */
const busyMs = 100;
/** Hints hasten it. */
const idleMs = 1_000;

/** Moves what transactions have published into the queues. */
export class IntakeMover {
  readonly #judge: Judge;

  constructor(private readonly context: MoverContext) {
    this.#judge = createArrivalJudge(context);
  }

  /** Everything that is there; returns when to look again, ms from now. */
  async run(): Promise<number> {
    for (;;) {
      const { outcome, stored, more } = await this.context.intake.move(this.#judge);
      for (const insert of stored) this.#count(insert);
      if (!more) return outcome === 'busy' ? busyMs : idleMs;
    }
  }

  #count(insert: Insert): void {
    const { counters, watcher } = this.context;
    counters.published++;
    expectTimes(watcher, insert.placements);
    for (const { traffic } of (insert as RoutedInsert).plan.targets) traffic.in++;
  }
}
