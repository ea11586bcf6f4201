import type { Figure, Figures } from './figures.js';
import type { Options } from './options.js';
import type { Comparison, Peer, PeerName } from './peers.js';

/** What a case is measured with. */
export interface Bench extends Pick<Options, 'seconds' | 'quick' | 'minutes' | 'out'> {
  readonly peer: Peer;
}

/** One row of a scenario's table for each peer. */
export interface Case {
  readonly name: string;
  /** Default: all of the scenario's. */
  readonly peers?: readonly PeerName[];
  measure(bench: Bench): Promise<Figures>;
}

/** What is measured, and of whom. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly peers: readonly PeerName[];
  readonly cases: readonly Case[];
  /** Cases that take long: with --full only. */
  readonly fullCases?: readonly Case[];
  readonly figures: readonly Figure[];
  /** Default: Howdah against RabbitMQ. */
  readonly comparison?: Comparison;
  /** The last case is also compared with the first one. */
  readonly comparesCases?: boolean;
  /** Each round starts its servers anew: what one leaves behind in them would be in the figures of the next. */
  readonly isFreshEachRound?: boolean;
  /** Runs only when it is named. */
  readonly onRequest?: boolean;
}

/** A count that a quick run makes smaller. */
export function scaled(count: number, { quick }: Pick<Options, 'quick'>): number {
  return quick ? Math.ceil(count / 100) : count;
}
