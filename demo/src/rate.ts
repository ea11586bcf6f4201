const windowMs = 2_000;

/** Speed of a number that only grows, over the last two seconds. */
export class Rate {
  #samples: (readonly [at: number, count: number])[] = [];

  /** Per second. `now` in ms. */
  of(count: number, now: number): number {
    this.#samples.push([now, count]);
    while (this.#samples.length > 2 && this.#samples[0]![0] < now - windowMs) this.#samples.shift();
    const [at, first] = this.#samples[0]!;
    return now === at ? 0 : Math.round((1_000 * (count - first)) / (now - at));
  }
}
