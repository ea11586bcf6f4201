import type { TopologyVerbs } from '../broker-api.js';
import type { PresenceStore } from '../ports/presence-store.js';
import { checkName, checkShortText } from './names.js';
import type { TopologyContext } from './topology-context.js';
import { checkLimits } from './vhost-limits.js';

export type VhostVerbs = Pick<TopologyVerbs, 'listVhosts' | 'createVhost' | 'setVhostLimits' | 'deleteVhost'>;

export function createVhostVerbs({ topology, authorizer, store, presence }: TopologyContext): VhostVerbs {
  return {
    async listVhosts(session) {
      authorizer.requireRole(session, 'viewer');
      return topology.current.state.vhosts.filter(({ name }) => {
        try {
          authorizer.requireVhost(session, name);
          return true;
        } catch {
          return false;
        }
      });
    },

    async createVhost(session, name, description) {
      authorizer.requireRole(session, 'admin');
      checkName('virtual host name', name);
      checkShortText('description', description);
      const { changed: created, value: vhost } = await topology.change((topologyStore) =>
        topologyStore.createVhost(name, description),
      );
      return { created, vhost };
    },

    async setVhostLimits(session, name, limits) {
      authorizer.requireRole(session, 'admin');
      checkLimits(limits);
      const { value: vhost } = await topology.change((topologyStore) => topologyStore.setVhostLimits(name, limits));
      return vhost;
    },

    async deleteVhost(session, name) {
      authorizer.requireRole(session, 'admin');
      const { queues } = await topology.find((current) => current.requireVhost(name));
      const queueIds = [...queues.values()].map(({ id }) => id);
      await topology.change((topologyStore) => topologyStore.deleteVhost(name));
      topology.announceQueues();
      for (const id of queueIds) await Promise.all([store.forgetQueue(id), presence.forgetQueue(id)]);
      await closeConnections(presence, name);
    },
  };
}

async function closeConnections(presence: PresenceStore, vhost: string): Promise<void> {
  const inside = (await presence.listConnections()).filter((connection) => connection.vhost === vhost);
  await Promise.all(inside.map(({ id }) => presence.requestClose(id, `vhost '${vhost}' is deleted`)));
}
