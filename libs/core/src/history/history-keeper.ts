import type { Clock } from '../ports/clock.js';
import type { MessageStore } from '../ports/message-store.js';
import type { Snapshots } from '../statistics/snapshots.js';
import type { Traffic } from '../statistics/traffic.js';
import { DepthRecorder } from './depth-recorder.js';
import { RateRecorder } from './rate-recorder.js';

export interface HistoryKeeperContext {
  readonly store: MessageStore;
  readonly traffic: Traffic;
  readonly snapshots: Snapshots;
  readonly clock: Clock;
}

/** Into a second, so that a timer that rings a little early is still in it. */
const intoSecondMs = 20;

/** Keeps what this broker moves; and where it is the one who counts, how long the queues are. */
export class HistoryKeeper {
  readonly #rates = new RateRecorder();
  readonly #depths = new DepthRecorder();

  constructor(private readonly context: HistoryKeeperContext) {}

  /** Once a second. Returns ms until the next time. What cannot be written is a gap. */
  async keep(): Promise<number> {
    const { store, traffic, snapshots, clock } = this.context;
    const ended = this.#rates.record(clock.now(), traffic.totals());
    if (ended.length > 0 && (await store.keepRates(store.owner, ended))) {
      await store.keepDepths(this.#depths.record(ended, await snapshots.latest()));
    }
    return 1_000 - (clock.now() % 1_000) + intoSecondMs;
  }
}
