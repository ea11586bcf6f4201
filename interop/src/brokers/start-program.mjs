import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { killGroup } from '../command.mjs';

/**
 * A broker that a suite talks to.
 *
 * @typedef {object} Broker
 * @property {string} url amqp://user:password@host:port, without a slash at the end.
 * @property {() => Promise<void>} stop
 * @property {(command: string, commandArguments: readonly string[]) => Promise<boolean>} control What rabbitmqctl is told; gives whether it
 *   was done.
 *
 * @typedef {object} RunningProgram
 * @property {() => Promise<void>} end Asks it to end, as its operator does, and waits.
 * @property {() => Promise<void>} kill Ends it and all of its process group at once.
 */

/**
 * Starts a broker's program and waits until it says that it is ready.
 *
 * @param {{ program: string, arguments: readonly string[], env: NodeJS.ProcessEnv, ready: RegExp, log: string, timeoutMs: number }} wanted
 * @returns {Promise<RunningProgram>}
 * @throws {Error} when it ends or is not ready in time.
 */
export async function startProgram({ program, arguments: programArguments, env, ready, log, timeoutMs }) {
  const logStream = createWriteStream(log, { flags: 'a' });
  const child = spawn(program, programArguments, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = new Promise((resolve) => child.once('close', resolve)).then(() => logStream.end());
  const running = {
    end: async () => {
      child.kill('SIGTERM');
      await closed;
    },
    kill: async () => {
      killGroup(child.pid);
      await closed;
    },
  };
  try {
    await waitUntilReady(child, { ready, log, timeoutMs }, logStream);
    return running;
  } catch (error) {
    await running.kill();
    throw error;
  }
}

async function waitUntilReady(child, { ready, log, timeoutMs }, logStream) {
  let timer;
  let output = '';
  const said = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the broker is not ready after ${timeoutMs} ms, see ${log}`)), timeoutMs);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`the broker ended with ${code}, see ${log}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        logStream.write(text);
        if (output !== undefined && ready.test((output += text))) resolve(undefined);
      });
    }
  });
  try {
    await said;
  } finally {
    output = undefined;
    clearTimeout(timer);
  }
}
