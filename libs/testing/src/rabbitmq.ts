import { mkdir, writeFile } from 'node:fs/promises';
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
  /** Other nodes' logs stand beside it. */
  readonly log: string;
  /** Where it speaks AMQP, on localhost. */
  readonly port: number;
  /** Of further nodes of a cluster; default none. */
  readonly otherPorts?: readonly number[];
}

export interface Rabbitmq {
  /** Of the roots of its processes, one for each node. */
  readonly pids: readonly number[];
  /** Of all programs of the first node. */
  readonly env: NodeJS.ProcessEnv;
  kill(): Promise<void>;
}

/** Starts a RabbitMQ of one's own, with the settings that it has out of the box. Its other ports are any free ones. */
export async function startRabbitmq({ folder, log, port, otherPorts = [] }: RabbitmqOptions): Promise<Rabbitmq> {
  const ports = [port, ...otherPorts];
  const mapperPort = await freePort();
  const envs = await Promise.all(ports.map((own, index) => configure(folder, own, index, ports.length, mapperPort)));
  // Erlang starts a port mapper when it finds none, and leaves it behind.
  const mapper = await startProgram({
    program: 'epmd',
    arguments: ['-d', '-port', String(mapperPort), '-address', '127.0.0.1'],
    env: envs[0]!,
    ready: /epmd running/,
    log: `${log}.epmd`,
    timeoutMs: 10_000,
  });
  const programs = [mapper];
  const kill = async (): Promise<void> => {
    for (const program of [...programs].reverse()) await program.kill();
  };
  try {
    // One after the other: each joins those that are there.
    for (const [index, env] of envs.entries()) programs.push(await startServer(env, index === 0 ? log : `${log}.${index}`));
  } catch (error) {
    await kill();
    throw error;
  }
  return { pids: programs.slice(1).map(({ pid }) => pid), env: envs[0]!, kill };
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

const nameOf = (index: number): string => `reference${index}@localhost`;

async function configure(
  home: string,
  port: number,
  index: number,
  count: number,
  mapperPort: number,
): Promise<NodeJS.ProcessEnv> {
  const folder = join(home, `node${index}`);
  await mkdir(folder);
  const config = join(folder, 'rabbitmq.conf');
  const plugins = join(folder, 'plugins');
  await writeFile(
    config,
    [`listeners.tcp.1 = ${port}`, ...(count > 1 ? joining(count) : [])].map((line) => `${line}\n`).join(''),
  );
  await writeFile(plugins, '[].\n');
  return {
    PATH: process.env['PATH'],
    // They know each other by the cookie that lies there.
    HOME: home,
    LANG: 'C.UTF-8',
    ERL_EPMD_PORT: String(mapperPort),
    RABBITMQ_NODENAME: nameOf(index),
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

function joining(count: number): string[] {
  const nodes = Array.from(
    { length: count },
    (_, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${nameOf(index)}`,
  );
  return ['cluster_formation.peer_discovery_backend = classic_config', ...nodes];
}
