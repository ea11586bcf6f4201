import { readdirSync, readFileSync } from 'node:fs';

/** A Linux clock tick in µs: getconf CLK_TCK is 100 on every platform that Node runs on. */
const TICK_US = 10_000;

/** In µs. */
export interface ProcessTimes {
  readonly parent: number;
  readonly own: number;
  /** Of its children that have ended. */
  readonly ended: number;
}

function timesOf(pid: number): ProcessTimes | null {
  try {
    // The name in brackets may hold spaces; the fields are counted from behind it: state is the first.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    const [own, ended] = [fields[11]! + fields[12]!, fields[13]! + fields[14]!];
    return { parent: fields[1]!, own: own * TICK_US, ended: ended * TICK_US };
  } catch {
    return null; // ended while we looked
  }
}

/** A process and everything below it, by number. Linux only. */
export function processTree(root: number): Map<number, ProcessTimes> {
  const all = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? timesOf(Number(name)) : null;
    if (found !== null) all.set(Number(name), found);
  }
  const isBelow = (pid: number): boolean => pid === root || (all.has(pid) && isBelow(all.get(pid)!.parent));
  return new Map([...all].filter(([pid]) => isBelow(pid)));
}

/** CPU time of a process, everything below it and everything below it that has ended, in µs. */
export function processTreeCpu(root: number): number {
  return [...processTree(root).values()].reduce((sum, { own, ended }) => sum + own + ended, 0);
}

/** CPU time of this process in µs. */
export function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
