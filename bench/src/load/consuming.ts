import { now } from './clock.js';
import { Histogram } from './histogram.js';
import type { ConsumeJob, Reading } from './job.js';
import { Ledger } from './ledger.js';
import { readStamp } from './stamp.js';

const noLateness = { p50: 0, p99: 0, p999: 0 };

/** Counts and times what comes. */
export class Consuming {
  readonly #ledgers: readonly Ledger[];
  readonly #latency = new Histogram();
  #total = 0;
  #goal = { count: Infinity, reached: () => {} };
  #cpu = process.cpuUsage();
  #firstAt = 0;
  #lastAt = 0;

  constructor(private readonly job: ConsumeJob) {
    this.#ledgers = Array.from({ length: job.copies ? job.queues.length : 1 }, () => new Ledger());
  }

  receive(queue: number, body: Buffer, redelivered: boolean): void {
    const stamp = readStamp(body);
    this.#lastAt = now();
    if (this.#firstAt === 0) this.#firstAt = this.#lastAt;
    this.#latency.add(this.#lastAt - stamp.intendedAt);
    if (this.#ledgers[this.job.copies ? queue : 0]!.note(stamp, redelivered)) this.#total++;
    if (this.#total >= this.#goal.count) this.#goal.reached();
  }

  /** Resolves when so many different messages have come. @throws when they have not, in time. */
  async expect(count: number, timeoutMs: number): Promise<void> {
    if (this.#total >= count) return;
    await new Promise<void>((resolve, reject) => {
      const late = () => reject(new Error(`${count} messages were confirmed, ${this.#total} came within ${timeoutMs} ms more`));
      const timer = setTimeout(late, timeoutMs);
      this.#goal = { count, reached: () => (clearTimeout(timer), resolve()) };
    });
  }

  /** Different messages. */
  get total(): number {
    return this.#total;
  }

  mark(): void {
    this.#latency.clear();
    this.#cpu = process.cpuUsage();
    this.#firstAt = 0;
  }

  read(): Reading {
    const { user, system } = process.cpuUsage(this.#cpu);
    const counts = { duplicates: this.#sum('duplicates'), redelivered: this.#sum('redelivered') };
    const times = { firstAt: this.#firstAt, lastAt: this.#lastAt, latency: this.#latency.percentiles(), late: noLateness };
    return { at: now(), total: this.#total, cpu: user + system, ...times, ...counts };
  }

  #sum(of: 'duplicates' | 'redelivered'): number {
    return this.#ledgers.reduce((sum, ledger) => sum + ledger[of], 0);
  }
}
