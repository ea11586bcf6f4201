import type { Clock } from '../ports/clock.js';
import type { TopologyCache } from '../topology/topology-cache.js';

export interface ResumeContext {
  readonly topology: TopologyCache;
  readonly clock: Clock;
}

const lookMs = { soonest: 20, latest: 1_000 };

/** Ends the pauses whose time is over; whichever broker comes first does it. Returns ms until the next look. */
export async function resumeQueues({ topology, clock }: ResumeContext): Promise<number> {
  const ending = topology.current.pauses.all().flatMap((pause) => (pause.until === null ? [] : [{ pause, until: pause.until }]));
  const now = clock.now();
  const over = ending.filter(({ until }) => until <= now);
  for (const { pause } of over) await topology.change((store) => store.deletePause(pause));
  if (over.length > 0) topology.announceQueues();
  const nextAt = Math.min(...ending.filter(({ until }) => until > now).map(({ until }) => until), Infinity);
  return Math.min(Math.max(nextAt - now, lookMs.soonest), lookMs.latest);
}
