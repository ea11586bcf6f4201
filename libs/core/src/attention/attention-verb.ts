import type { Authorizer } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import { seenVhosts } from '../topology/sight.js';
import type { TopologyCache } from '../topology/topology-cache.js';
import type { Attention, Assessment } from './attention.js';

/** What is wrong, of the virtual hosts that the asker may see. */
export interface AttentionReport extends Assessment {
  /** Queues there are. */
  readonly queues: number;
  /** Queues that something is found about. */
  readonly affected: number;
}

export interface AttentionVerbContext {
  readonly attention: Attention;
  readonly topology: TopologyCache;
  readonly authorizer: Authorizer;
}

/** For viewers. storage_unavailable when nobody can know. */
export function createAttentionVerb(context: AttentionVerbContext) {
  return async (session: Session): Promise<AttentionReport> => {
    context.authorizer.requireRole(session, 'viewer');
    const assessment = await context.attention.assess();
    return reportOf(context.topology, seenVhosts(context, session), assessment);
  };
}

export function reportOf({ current }: TopologyCache, seen: ReadonlySet<string>, { at, findings }: Assessment): AttentionReport {
  const told = findings.filter(({ vhost }) => vhost === null || seen.has(vhost));
  const affected = new Set(told.flatMap(({ vhost, queue }) => (queue === null ? [] : JSON.stringify([vhost, queue]))));
  const queues = [...seen].reduce((sum, name) => sum + (current.vhost(name)?.queues.size ?? 0), 0);
  return { at, findings: told, queues, affected: affected.size };
}
