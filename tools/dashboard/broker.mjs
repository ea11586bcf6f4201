import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A broker on free ports with an embedded Postgres, whose data is thrown away when it is stopped. */
export async function startThrowawayBroker(variables = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'howdah-throwaway-'));
  const broker = spawn(process.execPath, [join(root, 'apps/broker/dist/main.js')], {
    env: {
      ...{ ...process.env, HOWDAH_HTTP_PORT: '0', HOWDAH_AMQP_PORT: '0', HOWDAH_DATA_DIR: dataDir, HOWDAH_LOG_LEVEL: 'warn' },
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise((resolve) => broker.once('close', resolve));
  const stop = async () => {
    broker.kill('SIGTERM');
    await closed;
    await rm(dataDir, { recursive: true, force: true });
  };
  return { ...(await addressesOf(broker)), stop };
}

async function addressesOf({ stdout }) {
  let output = '';
  for await (const text of stdout.setEncoding('utf8')) {
    output += text;
    const [, url] = /API +(http\S+)\/v1/.exec(output) ?? [];
    const [, amqp] = /AMQP +amqp:\/\/(\S+)/.exec(output) ?? [];
    if (url !== undefined && amqp !== undefined && output.includes('Ctrl-C'))
      return { url, amqpUrl: `amqp://guest:guest@${amqp}` };
  }
  throw new Error(`the broker did not start:\n${output}`);
}
