import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '@howdah/testing/programs';
import type { Nemesis } from './nemesis.js';
import { underPatroni } from './under-patroni.js';

/** Long after another node has been elected, ms. */
const isolatedMs = 30_000;

export const standbyPartition = underPatroni(
  'standby-partition',
  'Synchronous standby cut off from the primary',
  async ({ cluster, primary, stage: { view }, last, begins }) => {
    const [standby] = await view.synchronousStandbys(primary);
    begins();
    cluster.cutReplication(primary, [standby!]);
    await last(6, 12);
    cluster.heal();
  },
);

export const primaryPartition = underPatroni(
  'primary-partition',
  'Primary cut off from everything: the other nodes, etcd, and the brokers; healed after 30 s',
  async ({ cluster, primary, stage: { brokers, view }, begins }) => {
    const cut = (fault: Fault) => brokers.forEach((broker) => broker.setLink(primary, fault));
    begins();
    cluster.isolate(primary);
    cut({ partition: true });
    await Promise.all([view.replaced(primary), pause(isolatedMs)]);
    cluster.heal();
    cut({});
  },
);

/** One broker, for long enough that its leases may be lost; it can reach the standbys. */
function cutOff(name: string, title: string, fault: Fault): Nemesis {
  return {
    name,
    title,
    async strike({ stage: { brokers, view }, random, last, begins }) {
      const primary = await view.whole();
      const broker = random.pick(brokers);
      begins();
      broker.setLink(primary, fault);
      await last(11, 16);
      broker.setLink(primary, {});
    },
  };
}

export const brokerPartition = cutOff('broker-partition', 'A broker cut off from the primary; what was sent arrives at the end', {
  partition: true,
});

export const brokerBlackhole = cutOff('broker-blackhole', 'A broker cut off from the primary; what was sent is lost', {
  blackhole: true,
});

export const brokerHalfOpen = cutOff('broker-half-open', 'The primary hears a broker, and its answers are lost', {
  halfOpen: true,
});

export const connectionReset: Nemesis = {
  name: 'connection-reset',
  title: 'All connections of brokers to Postgres reset, again and again',
  async strike({ stage: { brokers }, random, last, begins }) {
    begins();
    for (let times = 0; times < 5; times += 1) {
      random.pick(brokers).resetLinks();
      await last(0, 2);
    }
  },
};

export const slowLink: Nemesis = {
  name: 'slow-link',
  title: 'Brokers 40 to 80 ms away from Postgres',
  async strike({ stage: { brokers, cluster }, last, begins }) {
    const set = (fault: Fault) => brokers.forEach((broker) => cluster.nodes.forEach((node) => broker.setLink(node, fault)));
    begins();
    set({ latencyMs: 20, jitterMs: 20 });
    await last(5, 10);
    set({});
  },
};
