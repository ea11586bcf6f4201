import { columns, figure } from './columns.js';
import type { Ledger } from './ledger.js';
import { percentile } from './percentile.js';
import type { QueueWatch } from './queue-watch.js';
import { Rate } from './rate.js';
import { services } from './services/services.js';

const head = ['queue', 'ready', 'unacked', 'delayed', 'dead', 'in/s', 'out/s', 'p50 ms', 'p99 ms'];

/** How far the run is, as lines. */
export class ProgressTable {
  readonly #ledger: Ledger;
  readonly #watch: QueueWatch;
  readonly #total: number;
  readonly #startedAt = Date.now();
  readonly #rates = services.map(() => ({ in: new Rate(), out: new Rate() }));

  /** `total` is how many orders all services together are expected to get. */
  constructor(ledger: Ledger, watch: QueueWatch, total: number) {
    this.#ledger = ledger;
    this.#watch = watch;
    this.#total = total;
  }

  lines(): string[] {
    const now = Date.now();
    return [this.#summary(now), ...columns([head, ...services.map((_, index) => this.#row(index, now))])];
  }

  #summary(now: number): string {
    const done = services.reduce(
      (sum, { name }) => sum + this.#ledger.services[name].processed.size + this.#watch.of(name).dead,
      0,
    );
    return `${((now - this.#startedAt) / 1_000).toFixed(1)} s  worked ${figure(done)} of ${figure(this.#total)}`;
  }

  #row(index: number, now: number): (string | number)[] {
    const { name, queue } = services[index]!;
    const { published, settledCount, latencies } = this.#ledger.services[name];
    const { ready, unacked, delayed, dead } = this.#watch.of(name);
    const rates = this.#rates[index]!;
    const speeds = [rates.in.of(published.size, now), rates.out.of(settledCount, now)];
    return [queue, ready, unacked, delayed, dead, ...speeds, percentile(latencies, 0.5), percentile(latencies, 0.99)];
  }
}
