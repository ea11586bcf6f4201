import { execFileSync } from 'node:child_process';

/** Enough for ten thousand connections at both ends. */
const filesMax = 65_536;

/** For this process and everything that it starts. An account that is not root keeps what it has. */
export function raiseFileLimit(): void {
  try {
    execFileSync('prlimit', ['--pid', String(process.pid), `--nofile=${filesMax}:${filesMax}`], { stdio: 'ignore' });
  } catch {
    // A server that runs out of files says so, in the scenario that needs them.
  }
}
