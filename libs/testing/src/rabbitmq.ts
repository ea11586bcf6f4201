import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@howdah/postgres-cluster';
import { startProgram, type RunningProgram } from './start-program.js';

/** Debian's packages that it takes. */
export const rabbitmqPackages = ['rabbitmq-server'];

/** Not the programs on the path: those change to the system's account and directories. */
export const rabbitmqPrograms = '/usr/lib/rabbitmq/bin';

export interface RabbitmqOptions {
  /** For its configuration and data; empty. */
  readonly folder: string;
  readonly log: string;
  /** Where it speaks AMQP, on localhost. */
  readonly port: number;
}

export interface Rabbitmq {
  /** Of the root of its processes. */
  readonly pid: number;
  /** Of all its programs. */
  readonly env: NodeJS.ProcessEnv;
  kill(): Promise<void>;
}

/** Starts a RabbitMQ of one's own, with the settings that it has out of the box. Its other ports are any free ones. */
export async function startRabbitmq({ folder, log, port }: RabbitmqOptions): Promise<Rabbitmq> {
  const mapperPort = await freePort();
  const env = { ...(await configure(folder, port)), ERL_EPMD_PORT: String(mapperPort) };
  // Erlang starts a port mapper when it finds none, and leaves it behind.
  const mapper = await startProgram({
    program: 'epmd',
    arguments: ['-d', '-port', String(mapperPort), '-address', '127.0.0.1'],
    env,
    ready: /epmd running/,
    log: `${log}.epmd`,
    timeoutMs: 10_000,
  });
  const server = await startServer(env, log).catch(async (error: unknown) => {
    await mapper.kill();
    throw error;
  });
  const kill = async () => {
    await server.kill();
    await mapper.kill();
  };
  return { pid: server.pid, env, kill };
}

function startServer(env: NodeJS.ProcessEnv, log: string): Promise<RunningProgram> {
  return startProgram({
    program: join(rabbitmqPrograms, 'rabbitmq-server'),
    arguments: [],
    env,
    ready: /Server startup complete/,
    log,
    timeoutMs: 90_000,
  });
}

async function configure(folder: string, port: number): Promise<NodeJS.ProcessEnv> {
  const config = join(folder, 'rabbitmq.conf');
  const plugins = join(folder, 'plugins');
  await writeFile(config, `listeners.tcp.1 = ${port}\n`);
  await writeFile(plugins, '[].\n');
  return {
    PATH: process.env['PATH'],
    HOME: folder,
    LANG: 'C.UTF-8',
    RABBITMQ_NODENAME: 'reference@localhost',
    RABBITMQ_DIST_PORT: String(await freePort()),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_CONFIG_FILE: config,
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
    RABBITMQ_PID_FILE: join(folder, 'pid'),
  };
}
