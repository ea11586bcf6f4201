import type { Nemesis } from './nemeses/nemesis.js';
import type { Random } from './random.js';

export interface PlannedRound {
  readonly nemesis: Nemesis;
  readonly random: Random;
}

export interface Wanted {
  /** Each of these so often, in this order; empty: chosen at random. */
  readonly named: readonly Nemesis[];
  readonly times: number;
  readonly rounds: number;
}

/** What happens in which order; the same for the same random numbers. */
export function plan({ named, times, rounds }: Wanted, possible: readonly Nemesis[], random: Random): PlannedRound[] {
  const chosen =
    named.length > 0
      ? named.flatMap((nemesis) => Array.from({ length: times }, () => nemesis))
      : Array.from({ length: rounds }, () => random.pick(possible));
  return chosen.map((nemesis) => ({ nemesis, random: random.fork() }));
}
