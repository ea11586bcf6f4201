import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OsUser } from './os-user.js';
import { readPostmasterPid } from './postmaster-pid.js';
import { processCommand, processStart, waitUntilGone } from './process-identity.js';
import { runProgram } from './run-program.js';

/** Gentle first: fast shutdown, then immediate (recovery at the next start), then the end. */
const stops = [
  { signal: 'SIGINT', withinMs: 30_000 },
  { signal: 'SIGQUIT', withinMs: 5_000 },
  { signal: 'SIGKILL', withinMs: 5_000 },
] as const;

/**
 * Ends what an earlier supervisor left behind in this data directory: a Postgres that outlived it, or the backends of a
 * Postgres that was killed, which would keep its shared memory and so block the next start.
 * It is stopped rather than adopted: so port and settings are those asked for, and a dead broker's open transactions end.
 * Call it only while holding the directory's lock.
 */
export async function stopOrphans(dataDirectory: string, user: OsUser | undefined, log: (line: string) => void): Promise<void> {
  const postmaster = (await readPostmasterPid(dataDirectory))?.pid;
  if (postmaster !== undefined && (await isPostmasterOf(postmaster, dataDirectory))) {
    log(`stopping the Postgres that an earlier run left behind (process ${postmaster})`);
    await stopProcess(postmaster);
  }
  for (const pid of await backendsIn(dataDirectory, user)) {
    log(`ending process ${pid}, left behind by a Postgres that was killed`);
    signal(pid, 'SIGKILL');
    await waitUntilGone(pid, 5_000);
  }
  if (postmaster !== undefined) await disownPid(postmaster, dataDirectory);
}

async function isPostmasterOf(pid: number, dataDirectory: string): Promise<boolean> {
  const command = await processCommand(pid);
  return command !== undefined && /postgres\b/.test(command) && command.includes(dataDirectory);
}

async function stopProcess(pid: number): Promise<void> {
  for (const stop of stops) {
    signal(pid, stop.signal);
    if (await waitUntilGone(pid, stop.withinMs)) return;
  }
}

/**
 * The Postgres processes whose working directory this is. Asked as Postgres' own user, because root in a container may not
 * look at another user's processes. Finds nothing where there is no /proc; then Postgres itself refuses with a clear word.
 */
async function backendsIn(dataDirectory: string, user: OsUser | undefined): Promise<number[]> {
  const script = 'cd /proc && for pid in [0-9]*; do [ "$pid/cwd" -ef "$0" ] && echo "$pid"; done';
  const { output } = await runProgram('sh', ['-c', script, dataDirectory], user);
  const pids = output
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0);
  const commands = await Promise.all(pids.map(processCommand));
  return pids.filter((_, index) => /^postgres: |\/postgres /.test(commands[index] ?? ''));
}

/**
 * Postgres refuses to start when the pid in its lock file is alive, though after a crash it may be somebody else's by now.
 * Removing the file would also remove the key by which it finds shared memory still in use, so only the pid is replaced:
 * by that of the starter, the one living process it knows cannot be a Postgres.
 */
async function disownPid(pid: number, dataDirectory: string): Promise<void> {
  if ((await processStart(pid)) === undefined) return;
  const path = join(dataDirectory, 'postmaster.pid');
  const [, ...rest] = (await readFile(path, 'utf8')).split('\n');
  await writeFile(path, [process.pid, ...rest].join('\n'));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
