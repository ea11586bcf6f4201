import { setTimeout as pause } from 'node:timers/promises';
import { isPatroni } from '../stage/database.js';
import type { Nemesis } from './nemesis.js';

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

export const switchover: Nemesis = {
  name: 'switchover',
  title: 'Planned switchover',
  hindrance: onlyPatroni,
  async strike({ stage: { cluster, view }, begins }) {
    const primary = await view.whole();
    begins();
    if (isPatroni(cluster)) await cluster.switchOver(primary);
  },
};

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

export function onlyPatroni({ cluster }: { readonly cluster: object }): string | undefined {
  return 'switchOver' in cluster ? undefined : 'it takes a cluster under Patroni';
}

export const primaryFreeze: Nemesis = {
  name: 'primary-freeze',
  title: 'Primary stands still for 12 s, its Patroni with it, and wakes up when there is another',
  hindrance: onlyPatroni,
  async strike({ stage: { cluster, view }, begins }) {
    const primary = await view.whole();
    if (!isPatroni(cluster)) return;
    begins();
    cluster.freeze(primary);
    await pause(12_000);
    cluster.thaw(primary);
  },
};

export const twoPrimaries: Nemesis = {
  name: 'two-primaries',
  title: 'Patroni of the primary killed: it goes on as a primary beside the next one',
  hindrance: onlyPatroni,
  async strike({ stage: { cluster, view }, last, begins }) {
    const primary = await view.whole();
    if (!isPatroni(cluster)) return;
    begins();
    await cluster.killPatroni(primary);
    await view.replaced(primary);
    await last(2, 6);
    await cluster.revive(primary);
  },
};

export const etcdPause: Nemesis = {
  name: 'etcd-pause',
  title: 'etcd stands still for longer than the primary is elected for',
  hindrance: onlyPatroni,
  async strike({ stage: { cluster, view }, last, begins }) {
    await view.whole();
    if (!isPatroni(cluster)) return;
    begins();
    cluster.signalEtcd('SIGSTOP');
    await last(8, 14);
    cluster.signalEtcd('SIGCONT');
  },
};

/** Shorter than a primary takes to see that its standbys are silent, and Patroni to do without them. */
const cancelMs = 2_000;

export const waitCancelled: Nemesis = {
  name: 'wait-cancelled',
  title: 'Standbys cut off, waiting commits cancelled again and again, then kill -9 of the primary',
  hindrance: onlyPatroni,
  async strike({ stage: { cluster, view }, begins }) {
    const primary = await view.whole();
    if (!isPatroni(cluster)) return;
    begins();
    cluster.cutReplication(
      primary,
      cluster.nodes.filter((node) => node !== primary),
    );
    for (const end = performance.now() + cancelMs; performance.now() < end; await pause(50)) {
      await view.query(primary, "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'");
    }
    await cluster.kill(primary);
    cluster.healReplication();
    await view.replaced(primary);
    await cluster.revive(primary);
  },
};

export const powerCut: Nemesis = {
  name: 'power-cut',
  title: 'kill -9 of everything: three nodes and all brokers, and their start',
  hindrance: onlyPatroni,
  async strike({ stage: { cluster, brokers, view }, begins }) {
    await view.whole();
    begins(...brokers);
    await Promise.all([...cluster.nodes.map((node) => cluster.kill(node)), ...brokers.map((broker) => broker.kill())]);
    await Promise.all([...cluster.nodes.map((node) => cluster.revive(node)), ...brokers.map((broker) => broker.start())]);
  },
};
