import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { killGroup } from '@howdah/testing/programs';

/** @type {Set<number>} The leaders of the process groups that run. */
const groups = new Set();

/**
 * @typedef {object} Ended
 * @property {number | null} code Null when a signal or the time limit ended it.
 * @property {boolean} timedOut
 * @property {string} output Standard output and standard error, as they came.
 */

/**
 * Runs a program in a process group of its own and leaves nothing of the group behind. What it prints is added to the log.
 *
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, input?: string, log: string, timeoutMs: number }} options
 * @returns {Promise<Ended>}
 * @throws {Error} when the program cannot be started.
 */
export async function runCommand(program, programArguments, { cwd, env, input, log, timeoutMs }) {
  const logStream = createWriteStream(log, { flags: 'a' });
  logStream.write(`$ ${[program, ...programArguments].join(' ')}\n`);
  const child = spawn(program, programArguments, {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) groups.add(child.pid);
  // A program that never reads its input is no error.
  child.stdin.on('error', () => undefined).end(input);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      logStream.write(text);
    });
  }
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child.pid);
  }, timeoutMs);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      // Members of the group may hold the pipes open after the program has ended.
      child.once('exit', () => killGroup(child.pid));
      child.once('close', resolve);
    });
    if (timedOut) logStream.write(`killed after ${timeoutMs} ms\n`);
    return { code: timedOut ? null : code, timedOut, output };
  } finally {
    clearTimeout(timer);
    groups.delete(child.pid);
    logStream.end();
    await finished(logStream);
  }
}

/** Ends everything that was started here, for a program that is told to end. */
export function killAllGroups() {
  for (const pid of groups) killGroup(pid);
}
