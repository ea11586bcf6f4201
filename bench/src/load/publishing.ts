import { once, EventEmitter } from 'node:events';
import type { Sender } from './apis/api.js';
import { now } from './clock.js';
import { Histogram } from './histogram.js';
import type { PublishJob, Reading } from './job.js';
import { startMetronome } from './metronome.js';
import { writeStamp } from './stamp.js';

/** A slower rhythm would add to the latencies that are measured. */
const ticksPerSecondMax = 2_000;
/** Sums of fractions differ by less. */
const roundingMs = 0.001;

interface Lane {
  readonly sender: Sender;
  /** Messages that are not confirmed yet. */
  open: number;
  sequence: number;
}

/** Publishes over several connections, as fast as their windows allow or at a fixed rate. */
export class Publishing {
  readonly #confirm = new Histogram();
  readonly #late = new Histogram();
  readonly #events = new EventEmitter();
  readonly #pattern: Buffer;
  readonly #lanes: Lane[] = [];
  #sent = 0;
  #arrived = 0;
  #confirmed = 0;
  #failure: unknown;
  #running = false;
  #cpu = process.cpuUsage();
  #endRhythm: () => Promise<void> = async () => undefined;

  constructor(
    private readonly job: PublishJob,
    private readonly senders: readonly Sender[],
  ) {
    this.#pattern = Buffer.alloc(job.size, 'x');
  }

  start(): void {
    this.#running = true;
    if (this.job.rate > 0) this.#keepRate();
    else this.#lanes.push(...this.senders.map((sender) => ({ sender, open: 0, sequence: 0 })));
    this.#fillAll();
  }

  /** So many have arrived at consumers. */
  arrived(count: number): void {
    this.#arrived = count;
    this.#fillAll();
  }

  /** Resolves when everything that was sent is confirmed, with how much that is. @throws what made a message fail. */
  async stop(): Promise<void> {
    if (this.job.count === 0) this.#running = false;
    await this.#endRhythm();
    while (this.#failure === undefined && (this.#running || this.#confirmed < this.#sent)) await once(this.#events, 'change');
    if (this.#failure !== undefined) throw this.#failure as Error;
  }

  mark(): void {
    this.#confirm.clear();
    this.#late.clear();
    this.#cpu = process.cpuUsage();
  }

  read(): Reading {
    const { user, system } = process.cpuUsage(this.#cpu);
    const none = { duplicates: 0, redelivered: 0, firstAt: 0, lastAt: 0 };
    const latency = this.#confirm.percentiles();
    return { at: now(), total: this.#confirmed, cpu: user + system, latency, late: this.#late.percentiles(), ...none };
  }

  #fillAll(): void {
    for (const lane of this.#lanes) this.#fill(lane);
  }

  #fill(lane: Lane): void {
    const refill = () => {
      lane.open--;
      // In portions, so that a confirm of many is answered by many.
      if (lane.open <= this.job.window * 0.7) this.#fill(lane);
    };
    while (this.#running && lane.open < this.job.window && !this.#isAhead()) {
      lane.open++;
      this.#send(lane.sender, lane.sequence++, now(), refill);
    }
  }

  #isAhead(): boolean {
    const { copies, aheadMax } = this.job;
    return aheadMax > 0 && this.#sent * copies - this.#arrived >= aheadMax;
  }

  #keepRate(): void {
    const { rate } = this.job;
    let begin: number | undefined;
    const sendDue = (due: number) => {
      // What is sent is due at a tick, and not somewhere between two of them, which would count as its latency.
      begin ??= due;
      while (this.#running) {
        const intendedAt = begin + (this.#sent * 1000) / rate;
        if (intendedAt > due + roundingMs) return;
        const sender = this.senders[this.#sent % this.senders.length]!;
        this.#late.add(now() - intendedAt);
        this.#send(sender, Math.floor(this.#sent / this.senders.length), intendedAt, () => undefined);
      }
    };
    this.#endRhythm = startMetronome(1000 / Math.min(rate, ticksPerSecondMax), sendDue);
  }

  #send(sender: Sender, sequence: number, intendedAt: number, confirmed: () => void): void {
    const { routingKeys, topPriority, count } = this.job;
    const body = Buffer.from(this.#pattern);
    writeStamp(body, { publisher: this.senders.indexOf(sender), sequence, intendedAt });
    const number = this.#sent++;
    if (this.#sent === count) this.#running = false;
    const routingKey = routingKeys[number % routingKeys.length]!;
    const priority = topPriority === 0 ? undefined : number % (topPriority + 1);
    sender.send({ body, routingKey, priority }, (error) => {
      if (error === null) this.#confirmed++;
      else this.#failure ??= error;
      this.#confirm.add(now() - intendedAt);
      this.#events.emit('change');
      confirmed();
    });
  }
}
