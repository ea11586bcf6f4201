import { isPatroni, type DatabaseNode, type PatroniCluster } from '../stage/database.js';
import type { Nemesis, Strike } from './nemesis.js';

/** What such a nemesis has at hand: the cluster, which is whole, and its primary. */
export interface PatroniStrike extends Strike {
  readonly cluster: PatroniCluster;
  readonly primary: DatabaseNode;
}

/** A nemesis that asks more of a cluster than the embedded one can do. */
export function underPatroni(name: string, title: string, strike: (strike: PatroniStrike) => Promise<void>): Nemesis {
  return {
    name,
    title,
    hindrance: ({ cluster }) => (isPatroni(cluster) ? undefined : 'it takes a cluster under Patroni'),
    async strike(given) {
      const { cluster, view } = given.stage;
      if (!isPatroni(cluster)) throw new Error(`${name} takes a cluster under Patroni`);
      await strike({ ...given, cluster, primary: await view.whole() });
    },
  };
}
