import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { processTree } from '../process-cpu.js';
import type { Server } from './servers/server.js';

/** µs of CPU until now, by kind of process. */
export type Cost = Readonly<Record<CostKind, number>>;
type CostKind = 'broker' | 'backends' | 'postgresRest';

const kinds: readonly CostKind[] = ['broker', 'backends', 'postgresRest'];

/** A server at rest takes less than this share of a core. */
const calmShare = 0.1;
const calmWindowMs = 500;
const calmMsMax = 20_000;

const run = promisify(execFile);

export function costOf({ roots }: Server): Cost {
  const cost = { broker: 0, backends: 0, postgresRest: 0 };
  for (const { kind, pid: root } of roots) {
    for (const [pid, { own, ended }] of processTree(root)) {
      cost[kind === 'broker' ? 'broker' : kindOf(pid)] += own;
      cost[kind === 'broker' ? 'broker' : 'postgresRest'] += ended;
    }
  }
  return cost;
}

/** A backend names its user and database, and where its client is. Everything else of Postgres works for all of them. */
function kindOf(pid: number): 'backends' | 'postgresRest' {
  return /^postgres: (?:.*: )?\S+ \S+ (?:\[local\]|[\d.:a-f]+\(\d+\))/.test(read(`/proc/${pid}/cmdline`))
    ? 'backends'
    : 'postgresRest';
}

export function costBetween(before: Cost, after: Cost): Cost & { readonly total: number } {
  const [broker, backends, postgresRest] = kinds.map((kind) => after[kind] - before[kind]) as [number, number, number];
  return { broker, backends, postgresRest, total: broker + backends + postgresRest };
}

/** Bytes of memory, what is shared counted once. */
export function memoryOf({ roots }: Server): number {
  const pids = roots.flatMap(({ pid }) => [...processTree(pid).keys()]);
  return pids.reduce((sum, pid) => sum + kibibytes(`/proc/${pid}/smaps_rollup`, /^Pss: +(\d+)/m), 0);
}

/** Resident bytes of the broker's own process. */
export function brokerMemoryOf({ roots }: Server): number {
  return kibibytes(`/proc/${roots[0]!.pid}/status`, /^VmRSS:\s+(\d+)/m);
}

function kibibytes(path: string, line: RegExp): number {
  return Number(line.exec(read(path))?.[1] ?? 0) * 1024;
}

/** Waits until these servers have ended what they still do, and the disk what they wrote, so that nobody pays for the one before. */
export async function untilCalm(servers: ReadonlySet<Server>): Promise<void> {
  await untilRestful(servers);
  await run('sync');
}

async function untilRestful(servers: ReadonlySet<Server>): Promise<void> {
  const cost = () =>
    [...servers].reduce((sum, server) => sum + costBetween({ broker: 0, backends: 0, postgresRest: 0 }, costOf(server)).total, 0);
  const deadline = performance.now() + calmMsMax;
  for (let before = cost(); performance.now() < deadline;) {
    await pause(calmWindowMs);
    const after = cost();
    if (after - before < calmShare * calmWindowMs * 1000) return;
    before = after;
  }
}

/** Empty for a process that has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
