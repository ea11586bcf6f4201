import type { Clock } from '../ports/clock.js';
import { tellSource, traced, type Traced } from './read-source.js';

/** ms between the beginnings of two looks: `soonest`, and `share` times what one costs, up to `latest`. */
export interface LookPace {
  readonly soonest: number;
  readonly latest: number;
  readonly share: number;
}

/**
 * So many of the last looks tell what one costs: the least that one of them took. What others took longer they have waited, for a connection,
 * a cold cache or a busy machine; who watches would wait `share` times as long for it, and just when it matters.
 */
const looksCompared = 5;

/**
 * A look at the store that is taken once for everybody who asks: what it costs does not depend on how many do, and where it takes long it
 * is taken less often. Who asks while one is under way waits for it. One that failed is told to those who waited for it, and taken anew for the next.
 */
export class SharedLook<T> {
  #latest: Promise<Traced<T>> | null = null;
  #nextAt = -Infinity;
  /** ms that each of the last ones took. */
  #took: number[] = [];

  constructor(
    private readonly take: (at: number) => Promise<T>,
    private readonly pace: LookPace,
    private readonly clock: Clock,
  ) {}

  latest(): Promise<T> {
    const now = this.clock.now();
    if (this.#latest !== null && now < this.#nextAt) return this.#latest.then(tellSource);
    // Until it has ended: looks that take long do not pile up.
    this.#nextAt = Infinity;
    const running = traced(() => this.#takeAt(now));
    this.#latest = running;
    running.catch(() => {
      if (this.#latest === running) this.#latest = null;
    });
    return running.then(tellSource);
  }

  async #takeAt(at: number): Promise<T> {
    const taken = await this.take(at);
    const { soonest, latest, share } = this.pace;
    this.#nextAt = at + Math.min(Math.max(soonest, this.#cost(this.clock.now() - at) * share), latest);
    return taken;
  }

  /** ms. Nothing is known before there are as many as are compared: a broker that has just begun looks as often as it may. */
  #cost(tookMs: number): number {
    this.#took = [...this.#took, tookMs].slice(-looksCompared);
    return this.#took.length < looksCompared ? 0 : Math.min(...this.#took);
  }
}
