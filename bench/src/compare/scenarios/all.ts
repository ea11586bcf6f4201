import type { Scenario } from '../scenario.js';
import { across } from './across.js';
import { backlog } from './backlog.js';
import { connections } from './connections.js';
import { fanOut } from './fan-out.js';
import { idleQueues } from './idle-queues.js';
import { idleTransaction } from './idle-transaction.js';
import { jobQueues } from './job-queues.js';
import { latency } from './latency.js';
import { manyQueues } from './many-queues.js';
import { mixed } from './mixed.js';
import { oneAtATime } from './one-at-a-time.js';
import { prefetchOne } from './prefetch-one.js';
import { priorities } from './priorities.js';
import { replicated } from './replicated.js';
import { soak } from './soak.js';
import { through } from './through.js';
import { watched } from './watched.js';
import { workers } from './workers.js';

export const scenarios: readonly Scenario[] = [
  through,
  latency,
  oneAtATime,
  backlog,
  fanOut,
  prefetchOne,
  priorities,
  manyQueues,
  idleQueues,
  connections,
  mixed,
  idleTransaction,
  watched,
  workers,
  across,
  replicated,
  jobQueues,
  soak,
];

/** Without names: all but those on request. @throws Error for a name that is none. */
export function scenariosNamed(names: readonly string[]): readonly Scenario[] {
  const known = scenarios.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`--only: found ${unknown.join(', ')}; accepted are ${known.join(', ')}`);
  return scenarios.filter(({ name, onRequest }) => (names.length === 0 ? !onRequest : names.includes(name)));
}
