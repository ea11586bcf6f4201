import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from './scenario.js';
import { costBetween, costOf, untilCalm } from './server-cost.js';

/** % of one core that a server takes while nobody asks anything of it. */
export async function idleCpuOf({ peer: { server }, seconds }: Bench): Promise<number> {
  await untilCalm(new Set([server]));
  const [begin, before] = [performance.now(), costOf(server)];
  await pause(seconds * 1000);
  const { total } = costBetween(before, costOf(server));
  return (100 * total) / (1000 * (performance.now() - begin));
}
