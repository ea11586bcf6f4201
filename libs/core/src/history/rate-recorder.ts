import type { KeptRates, Resolution } from '../ports/history-store.js';
import { resolutions } from '../ports/history-store.js';
import type { QueueId } from '../ports/message-store.js';

export interface Moved {
  readonly in: number;
  readonly out: number;
}

/** A broker that was held up for longer than this, in seconds, does not know when what it moved was moved: a gap. */
const stallSecondsMax = 10;

/** Makes stretches of every resolution out of counters that only grow. */
export class RateRecorder {
  readonly #stretches: readonly Stretches[] = resolutions.map((resolution) => new Stretches(resolution));
  #last: { readonly second: number; readonly totals: ReadonlyMap<QueueId, Moved> } | null = null;

  /** Returns the stretches that have ended by now. `now` in ms since 1970. */
  record(now: number, totals: ReadonlyMap<QueueId, Moved>): KeptRates[] {
    const second = Math.floor(now / 1_000);
    const last = this.#last;
    const seconds = last === null ? 0 : second - last.second;
    // A clock that was set back is waited for.
    if (last !== null && seconds <= 0) return [];
    this.#last = { second, totals };
    if (last === null) return [];
    if (seconds > stallSecondsMax) return this.#endAll();
    const moved = difference(last.totals, totals);
    const ended: KeptRates[] = [];
    for (let step = 0; step < seconds; step++) {
      const share = step === seconds - 1 ? rest(moved, seconds) : part(moved, seconds);
      for (const stretches of this.#stretches) ended.push(...stretches.add(last.second + step, share));
    }
    return ended;
  }

  #endAll(): KeptRates[] {
    return this.#stretches.flatMap((stretches) => stretches.end());
  }
}

/** Of one resolution, one after the other. */
class Stretches {
  #start: number | null = null;
  #queues = new Map<QueueId, { in: number; out: number }>();

  constructor(private readonly resolution: Resolution) {}

  /** What moved in one second. Returns the stretch if it was its last one. */
  add(second: number, moved: ReadonlyMap<QueueId, Moved>): KeptRates[] {
    const start = second - (second % this.resolution);
    const ended = this.#start !== null && this.#start !== start ? this.end() : [];
    this.#start = start;
    for (const [queueId, one] of moved) {
      const sum = this.#queues.get(queueId) ?? { in: 0, out: 0 };
      this.#queues.set(queueId, { in: sum.in + one.in, out: sum.out + one.out });
    }
    return second === start + this.resolution - 1 ? [...ended, ...this.end()] : ended;
  }

  end(): KeptRates[] {
    if (this.#start === null) return [];
    const kept = { resolution: this.resolution, at: this.#start * 1_000, queues: this.#queues };
    this.#start = null;
    this.#queues = new Map();
    return [kept];
  }
}

function difference(before: ReadonlyMap<QueueId, Moved>, after: ReadonlyMap<QueueId, Moved>): Map<QueueId, Moved> {
  const moved = new Map<QueueId, Moved>();
  for (const [queueId, now] of after) {
    const then = before.get(queueId) ?? { in: 0, out: 0 };
    if (now.in > then.in || now.out > then.out) moved.set(queueId, { in: now.in - then.in, out: now.out - then.out });
  }
  return moved;
}

const share = (moved: ReadonlyMap<QueueId, Moved>, of: (count: number) => number): Map<QueueId, Moved> =>
  new Map([...moved].map(([queueId, one]) => [queueId, { in: of(one.in), out: of(one.out) }]));

const part = (moved: ReadonlyMap<QueueId, Moved>, seconds: number) => share(moved, (count) => Math.floor(count / seconds));

/** What the other parts leave: nothing is lost in the division. */
const rest = (moved: ReadonlyMap<QueueId, Moved>, seconds: number) =>
  share(moved, (count) => count - Math.floor(count / seconds) * (seconds - 1));
