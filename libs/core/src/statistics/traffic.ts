import type { QueueId } from '../ports/message-store.js';

const windowSeconds = 5;

/** Messages into and out of one queue through this broker. Counting is an addition; the rates come from samples. */
export class QueueTraffic {
  in = 0;
  out = 0;
  readonly #samples: { readonly at: number; readonly in: number; readonly out: number }[] = [];

  /** Once a second. */
  sample(now: number): void {
    this.#samples.push({ at: now, in: this.in, out: this.out });
    if (this.#samples.length > windowSeconds + 1) this.#samples.shift();
  }

  /** Per second, over the window. */
  get inRate(): number {
    return this.#rate('in');
  }

  get outRate(): number {
    return this.#rate('out');
  }

  /** Something went out since the sample before the last: within the last second or two. */
  get movesOut(): boolean {
    return this.out > (this.#samples.at(-2)?.out ?? this.out);
  }

  #rate(direction: 'in' | 'out'): number {
    const [oldest] = this.#samples;
    const newest = this.#samples.at(-1);
    if (oldest === undefined || newest === undefined || newest.at === oldest.at) return 0;
    return ((newest[direction] - oldest[direction]) * 1_000) / (newest.at - oldest.at);
  }
}

/** The traffic of all queues that this broker has to do with. */
export class Traffic {
  readonly #queues = new Map<QueueId, QueueTraffic>();

  /** Kept by whoever counts, so that counting needs no look-up. */
  of(queueId: QueueId): QueueTraffic {
    let traffic = this.#queues.get(queueId);
    if (traffic === undefined) this.#queues.set(queueId, (traffic = new QueueTraffic()));
    return traffic;
  }

  sample(now: number): void {
    for (const traffic of this.#queues.values()) traffic.sample(now);
  }

  /** Forgets the queues that are gone. */
  retain(exists: (queueId: QueueId) => boolean): void {
    for (const queueId of this.#queues.keys()) if (!exists(queueId)) this.#queues.delete(queueId);
  }

  /** The queues whose messages move. */
  *busy(): Generator<QueueId> {
    for (const [queueId, { inRate, outRate }] of this.#queues) if (inRate > 0 || outRate > 0) yield queueId;
  }

  /** What has moved since this broker began to count. */
  totals(): Map<QueueId, { readonly in: number; readonly out: number }> {
    return new Map([...this.#queues].map(([queueId, traffic]) => [queueId, { in: traffic.in, out: traffic.out }]));
  }

  totalRate(direction: 'inRate' | 'outRate'): number {
    let sum = 0;
    for (const traffic of this.#queues.values()) sum += traffic[direction];
    return sum;
  }
}
