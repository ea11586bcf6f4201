import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram } from '@howdah/testing/programs';

const main = fileURLToPath(new URL('../../../apps/broker/dist/main.js', import.meta.url));

/**
 * Starts the built broker on an empty data directory, with the settings that it has out of the box, but for the second node of its Postgres.
 *
 * @param {{ folder: string, log: string }} where
 * @returns {Promise<import('./broker.mjs').Broker>}
 */
export async function startHowdah({ folder, log }) {
  await access(main).catch(() => {
    throw new Error('apps/broker/dist/main.js is missing: npm run build');
  });
  const start = () =>
    startProgram({
      program: process.execPath,
      arguments: [main],
      env: {
        PATH: process.env['PATH'],
        HOWDAH_AMQP_PORT: '5672',
        HOWDAH_HTTP_PORT: '15672',
        HOWDAH_DATA_DIR: join(folder, 'data'),
        HOWDAH_EMBEDDED: 'single',
      },
      ready: /Ctrl-C stops it/,
      log,
      timeoutMs: 60_000,
    });
  let program = await start();
  const commands = {
    stop_app: () => program.end(),
    start_app: async () => void (program = await start()),
  };
  return {
    url: 'amqp://guest:guest@localhost:5672',
    stop: () => program.kill(),
    control: async (command) => {
      if (!Object.hasOwn(commands, command)) return false;
      await commands[command]();
      return true;
    },
  };
}
