import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { printed } from './printed.js';

const program = fileURLToPath(new URL('../../apps/broker/dist/main.js', import.meta.url));

interface OwnBroker {
  readonly amqpUrl: string;
  stop(): Promise<void>;
}

/** Starts a broker on free ports. In a process group of its own: Ctrl-C reaches it through us, when everybody else is done. */
export async function startOwnBroker(databaseUrl: string, signal: AbortSignal): Promise<OwnBroker> {
  const child = spawn(process.execPath, [program], {
    detached: true,
    env: {
      PATH: process.env['PATH'],
      HOWDAH_HTTP_PORT: '0',
      HOWDAH_AMQP_PORT: '0',
      HOWDAH_DATABASE_URL: databaseUrl,
      HOWDAH_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'close');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  try {
    const [, address] = await printed(child, /AMQP +amqp:\/\/(\S+)\n[^]*Ctrl-C stops it/, signal);
    return { amqpUrl: `amqp://guest:guest@${address}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
