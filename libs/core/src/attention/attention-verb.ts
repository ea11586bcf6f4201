import type { Authorizer } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import { BrokerError } from '../errors.js';
import type { TopologyCache } from '../topology/topology-cache.js';
import type { Attention, Assessment } from './attention.js';

/** What is wrong, of the virtual hosts that the asker may see. */
export interface AttentionReport extends Assessment {
  /** Queues there are. */
  readonly queues: number;
  /** Queues that something is found about. */
  readonly affected: number;
}

export interface AttentionContext {
  readonly attention: Attention;
  readonly topology: TopologyCache;
  readonly authorizer: Authorizer;
}

/** For viewers. storage_unavailable when nobody can know. */
export function createAttentionVerb({ attention, topology, authorizer }: AttentionContext) {
  return async (session: Session): Promise<AttentionReport> => {
    authorizer.requireRole(session, 'viewer');
    const { at, findings } = await attention.assess();
    const seen = new Set(topology.current.state.vhosts.map(({ name }) => name).filter((name) => sees(authorizer, session, name)));
    const told = findings.filter(({ vhost }) => vhost === null || seen.has(vhost));
    const affected = new Set(told.flatMap(({ vhost, queue }) => (queue === null ? [] : JSON.stringify([vhost, queue]))));
    const queues = [...seen].reduce((sum, name) => sum + (topology.current.vhost(name)?.queues.size ?? 0), 0);
    return { at, findings: told, queues, affected: affected.size };
  };
}

function sees(authorizer: Authorizer, session: Session, vhost: string): boolean {
  try {
    authorizer.requireVhost(session, vhost);
    return true;
  } catch (thrown) {
    if (thrown instanceof BrokerError) return false;
    throw thrown;
  }
}
