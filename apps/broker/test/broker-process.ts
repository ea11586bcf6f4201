import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** A broker in a process of its own, in its own process group as a shell starts it. */
export interface BrokerProcess {
  readonly pid: number;
  /** All of it until now. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the match as soon as stdout has it; rejects when the process ends before. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Resolves with the URL that it says it serves. */
  readonly ready: () => Promise<string>;
  /** Sends it to the whole group, as Ctrl-C in a terminal does. */
  readonly signal: (name: NodeJS.Signals) => void;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
}

/** A directory that is removed after the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'howdah-broker-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

/** Starts the built program on any free ports; it, and the Postgres that it may leave behind, are killed after the test. */
export function startBroker(
  variables: Readonly<Record<string, string>>,
  programArguments: readonly string[] = [],
): BrokerProcess {
  const child = spawn(process.execPath, [program, ...programArguments], {
    cwd: tmpdir(),
    detached: true,
    env: { PATH: process.env['PATH'], HOWDAH_HTTP_PORT: '0', HOWDAH_AMQP_PORT: '0', HOWDAH_EMBEDDED: 'single', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  // 'close' comes after the last output.
  const exited = once(child, 'close').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals);

  const printed = async (pattern: RegExp): Promise<RegExpExecArray> => {
    const ended = exited.then((how) => Promise.reject(new Error(`it ended with ${how}:\n${output.stdout}\n${output.stderr}`)));
    ended.catch(() => undefined); // that it ends after the match concerns nobody
    for (;;) {
      const match = pattern.exec(output.stdout);
      if (match !== null) return match;
      await Promise.race([once(child.stdout, 'data'), ended]);
    }
  };

  onTestFinished(async () => {
    killIfThere(child.pid!);
    await exited;
    embeddedPids(`${output.stdout}${output.stderr}`).forEach(killIfThere);
  });
  return {
    pid: child.pid!,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    printed,
    ready: async () => (await printed(/API +(http:\S+)\/v1\n[^]*Ctrl-C stops it/))[1]!,
    signal: (name) => void process.kill(-child.pid!, name),
    exited,
  };
}

/** The process of the embedded Postgres, as the broker names it when it has started. */
export function embeddedPid(stdout: string): number | undefined {
  return embeddedPids(stdout)[0];
}

/** The same of all nodes, whenever they were started. */
function embeddedPids(output: string): number[] {
  return [...output.matchAll(/runs on port \d+ \(process (\d+)\)/g)].map(([, pid]) => Number(pid));
}

export function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function killIfThere(pid: number): void {
  if (isThere(pid)) process.kill(pid, 'SIGKILL');
}
