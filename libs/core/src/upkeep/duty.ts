import { toBrokerError } from '../errors.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { Log } from '../ports/log.js';

export interface DutyDefinition {
  readonly name: string;
  /** ms before the first run. */
  readonly firstMs: number;
  /** ms before the next run when one has failed. */
  readonly retryMs: number;
  /** Returns how many ms until the next run. */
  run(): Promise<number>;
}

/** Something that is done again and again, never twice at the same time. A run that fails is logged and repeated. */
export class Duty {
  #state: 'waiting' | 'running' | 'stopped' = 'stopped';
  #timer: Timer | null = null;
  #nextAt = Infinity;
  /** While running: somebody wants the next run by then, ms since 1970. */
  #wantedAt = Infinity;
  #current: Promise<void> = Promise.resolve();

  constructor(
    private readonly definition: DutyDefinition,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  start(): void {
    this.#state = 'waiting';
    this.#runAt(this.clock.now() + this.definition.firstMs);
  }

  /** The next run comes no later than at `at` (ms since 1970). */
  hasten(at: number): void {
    if (this.#state === 'running') this.#wantedAt = Math.min(this.#wantedAt, at);
    if (this.#state === 'waiting' && at < this.#nextAt) this.#runAt(at);
  }

  /** A run begins, now or when the one under way has ended. */
  run(): void {
    if (this.#state === 'running') this.#wantedAt = this.clock.now();
    if (this.#state === 'waiting') this.#begin();
  }

  /** Resolves when a run under way has ended; none follows. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#timer?.cancel();
    await this.#current;
  }

  #runAt(at: number): void {
    this.#timer?.cancel();
    this.#nextAt = at;
    this.#timer = this.clock.after(Math.max(0, at - this.clock.now()), () => this.#begin());
  }

  #begin(): void {
    this.#timer?.cancel();
    this.#current = this.#run();
  }

  async #run(): Promise<void> {
    this.#state = 'running';
    this.#wantedAt = Infinity;
    const nextMs = await this.#attempt();
    // `stop` may have come meanwhile.
    if ((this.#state as string) === 'stopped') return;
    this.#state = 'waiting';
    this.#runAt(Math.min(this.clock.now() + nextMs, this.#wantedAt));
  }

  async #attempt(): Promise<number> {
    try {
      return await this.definition.run();
    } catch (thrown) {
      this.log.error(`${this.definition.name} failed`, { error: toBrokerError(thrown) });
      return this.definition.retryMs;
    }
  }
}
