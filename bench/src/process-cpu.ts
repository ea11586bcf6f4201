import { readdirSync, readFileSync } from 'node:fs';

/** A Linux clock tick in µs: getconf CLK_TCK is 100 on every platform that Node runs on. */
const TICK_US = 10_000;

interface ProcessTimes {
  readonly parent: number;
  /** Of the process and of its children that have ended. */
  readonly ticks: number;
}

function timesOf(pid: number): ProcessTimes | null {
  try {
    // The name in brackets may hold spaces; the fields are counted from behind it: state is the first.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    return { parent: fields[1]!, ticks: fields[11]! + fields[12]! + fields[13]! + fields[14]! };
  } catch {
    return null; // ended while we looked
  }
}

/** CPU time of a process, everything below it and everything below it that has ended, in µs. Linux only. */
export function processTreeCpu(root: number): number {
  const times = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? timesOf(Number(name)) : null;
    if (found !== null) times.set(Number(name), found);
  }
  const below = (pid: number): number =>
    [...times]
      .filter(([, { parent }]) => parent === pid)
      .reduce((sum, [child]) => sum + below(child), times.get(pid)?.ticks ?? 0);
  return below(root) * TICK_US;
}

/** CPU time of this process in µs. */
export function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
