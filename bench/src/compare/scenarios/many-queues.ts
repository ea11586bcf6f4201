import { observe, startTraffic } from '../carry.js';
import { endToEnd, idleCpu, rateCarried, serverCpu, type Figures } from '../figures.js';
import { idleCpuOf } from '../idle-cpu.js';
import { brokers } from '../peers.js';
import { scaled, type Bench, type Scenario } from '../scenario.js';
import { withTraffic } from '../traffic.js';

const load = { size: 1024, publishers: 2, consumers: 10, window: 0, prefetch: 10, consumersPerQueue: 10, rate: 1_000 };

/** Most of what a broker has is quiet most of the time. */
export const manyQueues: Scenario = {
  name: 'many-queues',
  title: '1,000 queues with 10 consumers each: idle, then a trickle of 1,000 messages/s of 1 KiB over all of them',
  peers: brokers,
  cases: [{ name: 'idle, then a trickle', measure }],
  figures: [idleCpu, ...endToEnd, serverCpu, rateCarried],
};

function measure(bench: Bench): Promise<Figures> {
  return withTraffic(bench.peer, { ...load, queues: scaled(1_000, bench) }, async (traffic) => {
    const idle = await idleCpuOf(bench);
    await startTraffic(bench, traffic);
    return { idleCpu: idle, ...(await observe(bench, traffic, bench.seconds)) };
  });
}
