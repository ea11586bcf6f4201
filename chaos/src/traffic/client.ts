import type { History } from '../history/history.js';
import type { Broker } from '../stage/broker.js';

/** What every client of a round has. */
export interface ClientContext {
  /** Unique in the run. */
  readonly name: string;
  readonly history: History;
  readonly brokers: readonly Broker[];
  /** Index of the broker that it tries first. */
  readonly home: number;
  /** Ends it. */
  readonly stopped: AbortSignal;
}

/** Before the next try, ms. */
export const retryMs = 100;

/** The brokers, from home on, around and around. */
export function* aroundFrom({ brokers, home }: ClientContext): Generator<Broker, never> {
  for (let index = home; ; index += 1) yield brokers[index % brokers.length]!;
}
