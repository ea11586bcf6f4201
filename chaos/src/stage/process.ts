import { readdirSync, readFileSync } from 'node:fs';

/** Kills a process; one that has gone already is no error. */
export function endProcess(pid: number): void {
  signalIfThere(pid, 'SIGKILL');
}

/** Of a process and of those that it has started itself; some of these may just have ended. */
export function signalFamily(parent: number, signal: NodeJS.Signals): void {
  process.kill(parent, signal);
  for (const pid of childrenOf(parent)) signalIfThere(pid, signal);
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function childrenOf(parent: number): number[] {
  const isChild = (pid: string) => readStat(pid)?.match(/\) \S (\d+) /)?.[1] === String(parent);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isChild(name))
    .map(Number);
}

/** False also for one that only waits for its parent to ask what became of it. */
export function isAlive(pid: number): boolean {
  const stat = readStat(pid);
  return stat !== undefined && !/\) Z /.test(stat);
}

function readStat(pid: number | string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
}
