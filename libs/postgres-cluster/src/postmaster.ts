import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { ClusterHome } from './cluster-home.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { program, type PostgresBinaries } from './locate-binaries.js';
import type { OsUser } from './os-user.js';
import { readPostmasterPid } from './postmaster-pid.js';
import { asUser } from './run-program.js';
import { openServerLog, readSince } from './server-log.js';

/** A running Postgres whose parent we are. */
export interface Postmaster {
  readonly pid: number;
  /** Resolves when the process has gone, whoever ended it. */
  readonly exited: Promise<string>;
  /** Ends it by that signal and waits until it has gone: SIGINT is a fast, clean stop, SIGKILL a crash. */
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
}

/** Postgres could not bind its port; with a port of our own choice another one is worth a try. */
export class PortTaken extends EmbeddedPostgresError {}

/** What runs where. */
export interface PostmasterOptions {
  readonly binaries: PostgresBinaries;
  readonly home: ClusterHome;
  readonly user: OsUser | undefined;
  readonly log: (line: string) => void;
}

/** A Postgres that is starting. */
export interface StartingPostmaster extends Postmaster {
  /**
   * Resolves when it accepts connections. There is no time limit: after a crash it first repeats its log, which may take
   * minutes, and says so every ten seconds. Rejects with the end of Postgres' own log when it gives up.
   */
  readonly ready: Promise<void>;
}

/**
 * Starts Postgres and resolves when it accepts connections.
 * @throws EmbeddedPostgresError with the end of Postgres' own log when it gives up.
 */
export async function startPostmaster(options: PostmasterOptions, settings: readonly string[]): Promise<Postmaster> {
  const starting = await launchPostmaster(options, settings);
  await starting.ready;
  return starting;
}

/** Starts Postgres and does not wait for it. */
export async function launchPostmaster(options: PostmasterOptions, settings: readonly string[]): Promise<StartingPostmaster> {
  const { binaries, home, user, log } = options;
  const serverLog = await openServerLog(home.log);
  try {
    const { size } = await serverLog.stat();
    // Detached: a process group of its own, so that Ctrl-C in a terminal reaches us and not Postgres, which stops last.
    const child = spawn(program(binaries, 'postgres'), ['-D', home.data, ...settings], {
      ...asUser(user),
      detached: true,
      stdio: ['ignore', serverLog.fd, serverLog.fd],
    });
    const exited = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? code}`));
    });
    const ready = untilReady(home, child, exited, size, log);
    ready.catch(() => undefined); // whoever waits for it hears of it
    return { pid: child.pid!, exited, ready, end: (signal) => end(child, signal) };
  } finally {
    await serverLog.close();
  }
}

async function untilReady(
  home: ClusterHome,
  child: ChildProcess,
  exited: Promise<string>,
  logPosition: number,
  log: (line: string) => void,
): Promise<void> {
  const failure = await Promise.race([exited, untilAccepting(home.data, child, log)]);
  if (failure !== undefined) throw startFailure(failure, await lastWords(home.log, logPosition));
}

async function lastWords(path: string, position: number): Promise<string> {
  const serverLog = await openServerLog(path);
  try {
    return await readSince(serverLog, position);
  } finally {
    await serverLog.close();
  }
}

async function untilAccepting(dataDirectory: string, child: ChildProcess, log: (line: string) => void): Promise<undefined> {
  const startedAt = Date.now();
  let noticeAt = startedAt + 10_000;
  while (child.exitCode === null && child.signalCode === null) {
    const found = await readPostmasterPid(dataDirectory);
    if (found?.pid === child.pid && found?.ready) return;
    if (Date.now() > noticeAt) {
      log(`Postgres is still recovering after ${Math.round((Date.now() - startedAt) / 1000)} s`);
      noticeAt += 10_000;
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

function startFailure(reason: string, words: string): EmbeddedPostgresError {
  const message = `Postgres did not start: ${reason}${words ? `\n${words}` : ''}`;
  if (!words.includes('could not bind')) return new EmbeddedPostgresError(message);
  return new PortTaken(message, { remedy: 'choose another port, or stop what listens on that one' });
}

async function end(child: ChildProcess, signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
