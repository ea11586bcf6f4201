import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerError, toBrokerError, type Log } from '@howdah/core';
import { choosePrimary, rejection, type Known } from './choose-primary.js';
import { parseDatabaseUrl, type DatabaseNode } from './database-url.js';
import type { PrimaryClient } from './primary-client.js';
import { probeNode, type Finding, type NodeAnswer } from './probe-node.js';
import { HostResolver } from './resolve-host.js';
import { StallWatch } from './stall-watch.js';

export interface PrimaryOptions {
  /** `postgres://user:password@a:5432,b:5432/database`: one host or several nodes of one cluster. */
  readonly url: string;
  /** Told of a switch to another node. Default: nobody. */
  readonly log?: Log;
}

/** Where the database is: an address, or what has been finding its primary already. */
export type DatabaseSource = { readonly url: string } | { readonly primary: Primary };

export const primaryOf = (source: DatabaseSource): Primary =>
  'primary' in source ? source.primary : new Primary({ url: source.url });

export interface SurveyedNode {
  readonly finding: Finding;
  /** Why it is not the primary; null when it may be. */
  readonly rejection: string | null;
}

/** How long a caller waits for a primary before it is told that there is none. */
const locateMsMax = 5_000;
/** When one node says that it is the primary the others have so long to say the same. */
const othersMsMax = 300;
const pauseMs = { first: 50, longest: 500 };

/**
 * Knows which node takes writes, for everything in this process that speaks to the database. It looks when it is asked
 * for the first time and when a connection gives reason to doubt, one look at a time for all; when another node has
 * become the primary, every connection to the former one is cut at once.
 */
export class Primary {
  readonly nodes: readonly [DatabaseNode, ...DatabaseNode[]];
  readonly #log: Log | undefined;
  readonly #hosts = new HostResolver();
  readonly #clients = new Set<PrimaryClient>();
  readonly #moved = new Set<() => void>();
  readonly #stalls = new StallWatch(this.#clients, (processIds) => this.#look(processIds));
  #found: NodeAnswer | null = null;
  #isTrusted = false;
  #looking: Promise<NodeAnswer> | null = null;
  #failures = 0;

  /** Error when the URL cannot be read. */
  constructor({ url, log }: PrimaryOptions) {
    this.nodes = parseDatabaseUrl(url);
    this.#log = log;
  }

  /** The primary; storage_unavailable, which names every host and what was found there, when there is none; after 5 s if there was one. */
  async locate(): Promise<NodeAnswer> {
    const deadline = performance.now() + locateMsMax;
    for (;;) {
      if (this.#isTrusted && this.#found !== null) return this.#found;
      try {
        await this.#look();
      } catch (thrown) {
        if (this.#found === null || !mayPass(thrown) || performance.now() > deadline) throw thrown;
      }
    }
  }

  /** The node that was found last; null before the first look. */
  get found(): NodeAnswer | null {
    return this.#found;
  }

  /** What each of some nodes is right now; nothing follows from it. */
  async survey(nodes: readonly DatabaseNode[]): Promise<readonly SurveyedNode[]> {
    const findings = await Promise.all(nodes.map((node) => probeNode(node, this.#hosts, [])));
    return findings.map((finding) => ({ finding, rejection: rejection(finding, this.#known) }));
  }

  /** Calls back whenever another node, or the same one on another timeline, has become the primary. Returns what ends that. */
  onMoved(moved: () => void): () => void {
    this.#moved.add(moved);
    return () => this.#moved.delete(moved);
  }

  /** What is found right now, trusted or not. */
  look(): Promise<NodeAnswer> {
    return this.#look();
  }

  /** Something speaks against the node that was found: the next who asks waits for another look. */
  suspect(): void {
    this.#isTrusted = false;
    if (this.#clients.size > 0) this.#look().catch(() => undefined);
  }

  /** @internal */
  watch(client: PrimaryClient): void {
    // It was connecting while the primary moved.
    if (this.#found !== null && !isSamePlace(client.place, this.#found)) return client.cut();
    this.#clients.add(client);
    this.#stalls.start();
  }

  /** @internal */
  unwatch(client: PrimaryClient): void {
    this.#clients.delete(client);
    if (this.#clients.size === 0) this.#stalls.stop();
  }

  #look(processIds: readonly number[] = []): Promise<NodeAnswer> {
    // Who asks about sessions needs an answer of its own.
    if (processIds.length > 0) return this.#lookNow(processIds);
    return (this.#looking ??= this.#lookInTurn().finally(() => (this.#looking = null)));
  }

  async #lookInTurn(): Promise<NodeAnswer> {
    if (this.#failures > 0) await sleep(pauseAfter(this.#failures));
    return this.#lookNow([]);
  }

  async #lookNow(processIds: readonly number[]): Promise<NodeAnswer> {
    try {
      const findings = await gather(
        this.nodes.map((node) => probeNode(node, this.#hosts, processIds)),
        this.nodes,
      );
      const isFirst = this.#found === null;
      const found = this.#take(choosePrimary(findings, this.#known));
      if (isFirst) this.#warnOf(findings);
      return found;
    } catch (error) {
      this.#isTrusted = false;
      this.#failures++;
      if (this.#failures === 1) this.#log?.warn('the primary of the database is not found', { error: toBrokerError(error) });
      throw error;
    }
  }

  /** Of a host that does not answer for whatever reason one shall not learn at a failover. */
  #warnOf(findings: readonly Finding[]): void {
    for (const finding of findings)
      if (finding.state === 'failed')
        this.#log?.warn(`the database node ${finding.node.name} ${rejection(finding, this.#known)}; another is the primary`);
  }

  #tellOfMove(before: NodeAnswer, found: NodeAnswer): void {
    const moved = { before: before.node.name, timeline: found.timeline };
    this.#log?.warn(`the primary of the database is ${found.node.name} now`, moved);
    if (found.timeline < before.timeline)
      this.#log?.error(`the database has gone back from timeline ${before.timeline}: what was committed on it is gone`, moved);
  }

  get #known(): Known {
    return { system: this.#found?.system ?? null, timeline: this.#found?.timeline ?? 0 };
  }

  #take(found: NodeAnswer): NodeAnswer {
    const before = this.#found;
    this.#found = { ...found, system: found.system ?? before?.system ?? null };
    this.#isTrusted = true;
    this.#failures = 0;
    if (before === null || isSamePlace(before, found)) return this.#found;
    this.#tellOfMove(before, found);
    for (const client of this.#clients) if (!isSamePlace(client.place, found)) client.cut();
    for (const moved of this.#moved) moved();
    return this.#found;
  }
}

const isSamePlace = (a: NodeAnswer | null, b: NodeAnswer): boolean =>
  a?.node === b.node && a.address === b.address && a.timeline === b.timeline;

/** Of a node on its timeline: after a failover it is another. */
export const placeName = ({ node, timeline }: NodeAnswer): string => `${node.name}/${timeline}`;

/** With jitter: brokers that lost the same primary do not come back in step. */
function pauseAfter(failures: number): number {
  return Math.min(pauseMs.first * 2 ** (failures - 1), pauseMs.longest) * (0.5 + Math.random());
}

function mayPass(thrown: unknown): boolean {
  const state = thrown instanceof BrokerError ? thrown.details['sqlState'] : undefined;
  return typeof state === 'string' && !/^(28|3D|F0|42)/.test(state);
}

/** All findings, or those there are when a primary has answered and the rest takes its time. */
async function gather(probes: readonly Promise<Finding>[], nodes: readonly DatabaseNode[]): Promise<Finding[]> {
  const findings = nodes.map((node): Finding => ({ node, state: 'failed', code: 'ETIMEDOUT', message: 'no answer yet' }));
  const grace = new AbortController();
  const enough = new Promise<void>((resolve) => {
    probes.forEach((probe, i) => {
      void probe.then((finding) => {
        findings[i] = finding;
        if (finding.state === 'primary') sleep(othersMsMax, undefined, { signal: grace.signal }).then(resolve, () => undefined);
      });
    });
  });
  await Promise.race([Promise.all(probes), enough]);
  grace.abort();
  return findings;
}
