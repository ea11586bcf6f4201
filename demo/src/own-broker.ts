import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../apps/broker/dist/main.js', import.meta.url));

export interface OwnBroker {
  readonly url: string;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** Starts a broker with an embedded Postgres, one node, on a free port. */
export async function startOwnBroker(signal: AbortSignal): Promise<OwnBroker> {
  const dataDir = await mkdtemp(join(tmpdir(), 'howdah-demo-'));
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env['PATH'],
      HOWDAH_HTTP_PORT: '0',
      HOWDAH_AMQP_PORT: 'off',
      HOWDAH_DATA_DIR: dataDir,
      HOWDAH_EMBEDDED: 'single',
      HOWDAH_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'close');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { url: await addressOf(child.stdout.setEncoding('utf8'), exited, signal), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Reads on when it has it, so that the broker can go on writing. */
async function addressOf(stdout: NodeJS.ReadableStream, exited: Promise<unknown>, signal: AbortSignal): Promise<string> {
  let text = '';
  const printed = new Promise<string>((resolve) => {
    stdout.on('data', (part: string) => {
      text += part;
      const address = /API +(http\S+)\/v1\n/.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  const ended = exited.then(() => Promise.reject(new Error(`the broker did not start:\n${text}`)));
  ended.catch(() => undefined); // that it ends later concerns nobody here
  const interrupted = once(signal, 'abort').then(() => Promise.reject(signal.reason as Error));
  interrupted.catch(() => undefined);
  return Promise.race([printed, ended, interrupted]);
}
