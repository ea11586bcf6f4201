import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { makeScratchFolder } from '@howdah/testing/programs';
import { onTestFinished } from 'vitest';

/** A built program of the workspace in a process of its own. */
export interface Program {
  /** What it has printed until now, stdout and stderr. */
  readonly output: () => string;
  /** Resolves with what `find` finds in the output, as soon as it does; rejects when the program ends before. */
  readonly printed: <T>(find: (output: string) => T | undefined) => Promise<T>;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
}

/** How long a program has after a test to stop what it started. */
const stopMsMax = 20_000;

/** A directory that is removed after the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await makeScratchFolder('e2e');
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

/** Has something done after a test, or when whoever shares it among several has ended. */
export type AtEnd = (end: () => Promise<void>, ms?: number) => void;

/** `path` from the root of the workspace. At the end it is told to stop, and killed when it does not. */
export function startProgram(
  path: string,
  variables: Readonly<Record<string, string>>,
  programArguments: readonly string[] = [],
  atEnd: AtEnd = onTestFinished,
): Program {
  const program = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const child = spawn(process.execPath, [program, ...programArguments], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], TMPDIR: tmpdir(), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  // 'close' comes after the last output.
  const exited = once(child, 'close').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals);
  atEnd(() => stop(child, exited), stopMsMax + 10_000);

  const printed = async <T>(find: (output: string) => T | undefined): Promise<T> => {
    const ended = exited.then((how) => Promise.reject(new Error(`${path} ended with ${how}:\n${output}`)));
    ended.catch(() => undefined); // that it ends later concerns nobody here
    for (;;) {
      const found = find(output);
      if (found !== undefined) return found;
      await Promise.race([once(child.stdout, 'data'), ended]);
    }
  };
  return { output: () => output, printed, signal: (name) => void child.kill(name), exited };
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
  await exited;
  clearTimeout(impatience);
}
