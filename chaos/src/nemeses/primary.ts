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
