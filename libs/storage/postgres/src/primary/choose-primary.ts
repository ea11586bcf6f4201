import type { BrokerError } from '@howdah/core';
import { toStorageError } from '../sqlstate.js';
import type { Finding, NodeAnswer } from './probe-node.js';

/** What is known of the cluster from what was found before. */
export interface Known {
  readonly system: string | null;
  /** No node with a smaller timeline is a primary any more. */
  readonly timeline: number;
}

/**
 * The node that takes writes: of several the one with the highest timeline, for a node that was cut off while another was
 * promoted may take itself for the primary still. An older timeline than was known is taken only when the cluster has gone
 * back to it. A BrokerError that names each host and what was found when there is none.
 */
export function choosePrimary(findings: readonly Finding[], known: Known): NodeAnswer {
  const system = known.system ?? onlySystem(findings);
  const candidates = findings.filter((finding) => rejection(finding, { ...known, system }) === null) as NodeAnswer[];
  const [first = revertedTo(findings, system), ...others] = candidates;
  if (first === null) throw noPrimary(findings, { ...known, system });
  return others.reduce((best, other) => (other.timeline > best.timeline ? other : best), first);
}

/**
 * The primary of a cluster that has taken a promotion back: every host has answered, and all but this one stream its
 * timeline, so that none of them holds the newer one any more. Nobody who asks a single host can tell that from a stale node.
 */
function revertedTo(findings: readonly Finding[], system: string | null): NodeAnswer | null {
  const answers = findings.filter((finding) => finding.state !== 'failed');
  const primary = answers.find(({ state }) => state === 'primary');
  const replicas = answers.filter(({ state }) => state === 'replica');
  if (primary === undefined || replicas.length === 0 || replicas.length < findings.length - 1) return null;
  const isAgreed = [primary, ...replicas].every(({ timeline, system: of }) => timeline === primary.timeline && of === system);
  return isAgreed ? primary : null;
}

/** Of hosts that do not belong together nobody can say which is meant. */
function onlySystem(findings: readonly Finding[]): string | null {
  const answers = findings.filter((finding) => finding.state !== 'failed');
  const systems = new Set(answers.flatMap(({ system }) => system ?? []));
  if (systems.size <= 1) return [...systems][0] ?? null;
  const each = answers.map(({ node, system }) => `${node.name} is of ${system ?? 'an unknown one'}`);
  throw toStorageError(
    Object.assign(new Error(`the hosts belong to different clusters, by their system identifiers: ${each.join('; ')}`), {
      code: mixedClusters,
    }),
  );
}

/** Postgres' own code for a wrong configuration: waiting does not help. */
export const mixedClusters = 'F0000';

/** Why it is not the primary; null when it may be. */
export function rejection(finding: Finding, known: Known): string | null {
  if (finding.state === 'failed') return `${verbOf(finding.code)} (${finding.message})`;
  const { state, system, timeline, lagSeconds } = finding;
  if (known.system !== null && system !== null && system !== known.system)
    return `belongs to another cluster (system identifier ${system}, not ${known.system})`;
  if (state === 'replica') return `is a replica${lagSeconds === null ? '' : `, ${Math.round(lagSeconds)} s behind`}`;
  if (state === 'read-only') return 'is read-only (default_transaction_read_only is on)';
  if (timeline < known.timeline) return `is stale (its timeline is ${timeline}, another node was promoted to ${known.timeline})`;
  return null;
}

/** A server that refuses says so by a SQLSTATE, which has five characters. */
const verbOf = (code: string): string => (/^[0-9A-Z]{5}$/.test(code) && code !== 'EPIPE' ? 'refuses us' : 'cannot be reached');

function noPrimary(findings: readonly Finding[], known: Known): BrokerError {
  const each = findings.map((finding) => `${finding.node.name} ${rejection(finding, known)}`);
  const message = findings.length === 1 ? each[0]! : `none of the ${findings.length} hosts is the primary: ${each.join('; ')}`;
  return toStorageError(Object.assign(new Error(message), { code: mostHopeful(findings) }));
}

/** What may pass by itself outweighs what does not, as a wrong password on one host. */
function mostHopeful(findings: readonly Finding[]): string {
  const failures = findings.filter((finding) => finding.state === 'failed');
  const passing = failures.find(({ code }) => verbOf(code) === 'cannot be reached' || /^(57P|53)/.test(code));
  if (passing !== undefined) return passing.code;
  return failures.length < findings.length ? '25006' : failures[0]!.code;
}
