import type { Percentiles } from './job.js';

/** Buckets grow by 1 %: what comes out is at most so much too large. */
const growth = Math.log(1.01);
/** From 1 µs to some hours. */
const buckets = 2_400;

/** Durations in ms, in constant memory however long a run takes. */
export class Histogram {
  readonly #counts = new Uint32Array(buckets);
  #total = 0;

  add(ms: number): void {
    const bucket = Math.ceil(Math.log(Math.max(1, ms * 1000)) / growth);
    this.#counts[Math.min(bucket, buckets - 1)]!++;
    this.#total++;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  percentiles(): Percentiles {
    return { p50: this.#at(0.5), p99: this.#at(0.99), p999: this.#at(0.999) };
  }

  #at(share: number): number {
    if (this.#total === 0) return 0;
    let left = Math.ceil(share * this.#total);
    const bucket = this.#counts.findIndex((count) => (left -= count) <= 0);
    return Math.exp(bucket * growth) / 1000;
  }
}
