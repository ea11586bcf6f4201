import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../command.mjs';
import { forwardLocalhost } from './forward.mjs';
import { startProgram } from './start-program.mjs';

/** Debian's packages that it takes. */
export const referencePackages = ['rabbitmq-server'];

// Not the programs on the path: those change to the system's account and directories.
const programs = '/usr/lib/rabbitmq/bin';

/**
 * Starts a RabbitMQ of its own on an empty database. Its other ports are the usual ones: it has a network to itself.
 *
 * @param {{ folder: string, log: string, forwarded: boolean }} where `forwarded` when clients are to meet an orderly end of the connection where
 *   it resets.
 * @returns {Promise<import('./start-program.mjs').Broker>}
 */
export async function startReference({ folder, log, forwarded }) {
  const port = forwarded ? 5673 : 5672;
  const env = await configure(folder, port);
  const endForwarding = forwarded ? await forwardLocalhost({ host: 'localhost', port }) : () => undefined;
  const program = await startProgram({
    program: join(programs, 'rabbitmq-server'),
    arguments: [],
    env,
    ready: /Server startup complete/,
    log,
    timeoutMs: 90_000,
  });
  return {
    url: 'amqp://guest:guest@localhost:5672',
    stop: async () => {
      endForwarding();
      await program.kill();
    },
    control: async (command, commandArguments) => {
      const told = [command, ...commandArguments];
      const { code } = await runCommand(join(programs, 'rabbitmqctl'), told, { env, log: `${log}.control`, timeoutMs: 30_000 });
      return code === 0;
    },
  };
}

/** @returns {Promise<NodeJS.ProcessEnv>} Of all its programs. */
async function configure(folder, port) {
  const config = join(folder, 'rabbitmq.conf');
  const plugins = join(folder, 'plugins');
  await writeFile(config, `listeners.tcp.1 = ${port}\n`);
  await writeFile(plugins, '[].\n');
  return {
    PATH: process.env['PATH'],
    HOME: folder,
    LANG: 'C.UTF-8',
    RABBITMQ_NODENAME: 'reference@localhost',
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_CONFIG_FILE: config,
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
    RABBITMQ_PID_FILE: join(folder, 'pid'),
  };
}
