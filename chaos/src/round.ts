import { setTimeout as pause } from 'node:timers/promises';
import { check, type Violation } from './history/check.js';
import { figuresOf, type Figures, type Struck } from './history/figures.js';
import { History } from './history/history.js';
import { within } from './limit.js';
import type { PlannedRound } from './schedule.js';
import { isAlive } from './stage/process.js';
import type { Stage } from './stage/stage.js';
import { WriteProbe } from './stage/write-probe.js';
import { ordered } from './traffic/topology.js';
import { Traffic } from './traffic/traffic.js';

export interface RoundResult {
  readonly nemesis: string;
  readonly figures: Figures;
  readonly violations: readonly Violation[];
  readonly history: History;
}

export interface RoundOptions {
  /** Messages a second of each AMQP publisher. */
  readonly rate: number;
  /** As little time as it takes. */
  readonly short: boolean;
}

/** Load, one fault, the return of everything, the end of the load, and what came of it. */
export async function playRound(
  name: string,
  { nemesis, random }: PlannedRound,
  stage: Stage,
  { rate, short }: RoundOptions,
): Promise<RoundResult> {
  const history = new History();
  const probe = new WriteProbe(stage.view, stage.replication);
  const traffic = new Traffic(name, history, stage.brokers, 1_000 / rate);
  /** Load without a fault, before and after it. */
  const calm = () => pause(short ? 1_000 : 2_000);
  let struck: Struck = { at: performance.now(), killed: [] };
  const strike = () =>
    nemesis.strike({
      stage,
      random,
      last: (low, high) => pause(1_000 * (short ? low : random.between(low, high))),
      begins: (...killed) => (struck = { at: performance.now(), killed: killed.map((broker) => broker.name) }),
    });
  await probe.start();
  try {
    await within(30, 'start of the load', traffic.start());
    await calm();
    await within(300, nemesis.name, strike());
    await stage.view.whole();
    await calm();
    refuseEnded(stage);
    await traffic.finish();
    refuseEnded(stage);
  } finally {
    traffic.stop();
  }
  return {
    nemesis: nemesis.name,
    figures: figuresOf(history.events, struck, await probe.stop()),
    violations: check(history.events, { ordered: new Set([ordered.name]) }),
    history,
  };
}

/** Whatever is done to it, a broker that nobody has killed lives on. */
function refuseEnded({ brokers }: Stage): void {
  const ended = brokers.filter(({ pid }) => !isAlive(pid)).map(({ name }) => name);
  if (ended.length > 0) throw new Error(`ended by itself: ${ended.join(', ')}`);
}
