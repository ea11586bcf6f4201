import type { BrokerCounters } from '../statistics/statistics-api.js';
import type { Symptom } from './finding.js';

const windowMs = 60_000;

/** Publishes that no queue wanted, through this broker. */
export class UnroutableWatch {
  readonly #samples: { readonly at: number; readonly count: number }[] = [];

  constructor(private readonly counters: Pick<BrokerCounters, 'unroutable'>) {}

  /** What came since the oldest look of the last minute. */
  look(now: number): Symptom | null {
    this.#samples.push({ at: now, count: this.counters.unroutable });
    while ((this.#samples[0]?.at ?? now) < now - windowMs) this.#samples.shift();
    const unroutable = this.counters.unroutable - (this.#samples[0]?.count ?? 0);
    if (unroutable === 0) return null;
    return {
      ...{ harm: 'odd', code: 'unroutable', weight: unroutable, evidence: { unroutable } },
      remedy: 'Explain a route with the exchange and key that publishers use; an alternate exchange keeps what no queue wants.',
    };
  }
}
