import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * When a process started, in the system's own terms; undefined when no such process runs. A pid is used again after a
 * crash or a reboot, so only the pair of pid and start names a process. A zombie counts as gone: it holds nothing.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? linuxStart(pid) : ps(pid, 'lstart');
}

async function linuxStart(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${boot.trim()}/${startTicks}`;
}

/** A process' command line, its parts separated by spaces; undefined when no such process runs. */
export async function processCommand(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return ps(pid, 'command');
  const parts = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return parts.replaceAll('\0', ' ').trim() || undefined;
}

async function ps(pid: number, column: 'lstart' | 'command'): Promise<string | undefined> {
  const answer = await promisify(execFile)('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)]).catch(() => undefined);
  return answer?.stdout.trim() || undefined;
}

/** Resolves to true when the process has gone, to false when it is still there after `withinMs`. */
export async function waitUntilGone(pid: number, withinMs: number): Promise<boolean> {
  const start = await processStart(pid);
  const deadline = Date.now() + withinMs;
  while (start !== undefined && (await processStart(pid)) === start) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
