import type { Random } from '../random.js';
import type { Broker } from '../stage/broker.js';
import type { Stage } from '../stage/stage.js';

/** What a nemesis has at hand, while clients publish and consume. */
export interface Strike {
  readonly stage: Stage;
  /** Everything that is chosen comes from here, so that a seed repeats it. */
  readonly random: Random;
  /** Lets a fault last so many seconds at random; in the short form the fewest. */
  readonly last: (low: number, high: number) => Promise<void>;
  /** Says that the fault begins now, and which brokers it kills. */
  readonly begins: (...killed: readonly Broker[]) => void;
}

export interface Nemesis {
  readonly name: string;
  /** Of its row in a table. */
  readonly title: string;
  /** Why it cannot be here; undefined when it can. @throws Error that says what is missing. */
  readonly hindrance?: (stage: Stage) => string | undefined;
  /** Makes the fault, and ends it: afterwards everything that runs normally runs again, or is on its way. */
  readonly strike: (strike: Strike) => Promise<void>;
}
