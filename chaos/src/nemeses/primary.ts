import { setTimeout as pause } from 'node:timers/promises';
import type { Nemesis } from './nemesis.js';
import { underPatroni } from './under-patroni.js';

/** Longer than a primary is elected for, ms. */
const frozenBeyondMs = 7_000;
/** Shorter than a primary takes to see that its standbys are silent, and Patroni to do without them, ms. */
const cancelMs = 2_000;
const cancelEveryMs = 50;

export const primaryKill: Nemesis = {
  name: 'primary-kill',
  title: 'kill -9 of the primary, its Patroni with it',
  async strike({ stage: { cluster, view }, last, begins }) {
    const primary = await view.whole();
    begins();
    await cluster.kill(primary);
    await view.replaced(primary);
    await last(0, 3);
    await cluster.revive(primary);
  },
};

export const primaryCrash = underPatroni(
  'primary-crash',
  "kill -9 of the primary's Postgres; its Patroni lives",
  async ({ cluster, primary, begins }) => {
    begins();
    process.kill(cluster.postmaster(primary), 'SIGKILL');
  },
);

export const switchover = underPatroni('switchover', 'Planned switchover', async ({ cluster, primary, begins }) => {
  begins();
  await cluster.switchOver(primary);
});

export const primaryFreeze = underPatroni(
  'primary-freeze',
  'Primary stands still, its Patroni with it, and wakes up when there is another',
  async ({ cluster, primary, begins }) => {
    begins();
    cluster.freeze(primary);
    await pause(cluster.electedForMs + frozenBeyondMs);
    cluster.thaw(primary);
  },
);

export const twoPrimaries = underPatroni(
  'two-primaries',
  'Patroni of the primary killed: it goes on as a primary beside the next one',
  async ({ cluster, primary, stage: { view }, last, begins }) => {
    begins();
    await cluster.killPatroni(primary);
    await view.replaced(primary);
    await last(2, 6);
    await cluster.revive(primary);
  },
);

export const waitCancelled = underPatroni(
  'wait-cancelled',
  'Standbys cut off, waiting commits cancelled again and again, then kill -9 of the primary',
  async ({ cluster, primary, stage: { view }, begins }) => {
    const standbys = cluster.nodes.filter((node) => node !== primary);
    begins();
    cluster.cutReplication(primary, standbys);
    for (const end = performance.now() + cancelMs; performance.now() < end; await pause(cancelEveryMs))
      await view.query(primary, "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'");
    await cluster.kill(primary);
    cluster.heal();
    await view.replaced(primary);
    await cluster.revive(primary);
  },
);

export const etcdPause = underPatroni(
  'etcd-pause',
  'etcd stands still for longer than the primary is elected for',
  async ({ cluster, last, begins }) => {
    begins();
    cluster.signalEtcd('SIGSTOP');
    await last(8, 14);
    cluster.signalEtcd('SIGCONT');
  },
);

export const powerCut = underPatroni(
  'power-cut',
  'kill -9 of everything: three nodes and all brokers, and their start',
  async ({ cluster, stage: { brokers }, begins }) => {
    begins(...brokers);
    await Promise.all([...cluster.nodes.map((node) => cluster.kill(node)), ...brokers.map((broker) => broker.kill())]);
    await Promise.all([...cluster.nodes.map((node) => cluster.revive(node)), ...brokers.map((broker) => broker.start())]);
  },
);

export const standbyKill: Nemesis = {
  name: 'standby-kill',
  title: 'kill -9 of the synchronous standby, its Patroni with it',
  async strike({ stage: { cluster, view }, last, begins }) {
    const [standby] = await view.synchronousStandbys(await view.whole());
    begins();
    await cluster.kill(standby!);
    await last(5, 10);
    await cluster.revive(standby!);
  },
};
