import { idleCpu, type Figures } from '../figures.js';
import { withGround } from '../ground.js';
import { idleCpuOf } from '../idle-cpu.js';
import { brokers } from '../peers.js';
import { scaled, type Bench, type Scenario } from '../scenario.js';

/** Queues that nobody uses should cost nothing. */
export const idleQueues: Scenario = {
  name: 'idle-queues',
  title: '10,000 queues without messages and consumers',
  peers: brokers,
  cases: [{ name: 'idle', measure }],
  figures: [idleCpu],
};

function measure(bench: Bench): Promise<Figures> {
  return withGround(bench.peer, { queues: scaled(10_000, bench) }, async () => ({ idleCpu: await idleCpuOf(bench) }));
}
