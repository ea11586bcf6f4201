import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram } from '@howdah/testing/programs';
import { startPostgres, startReplicatedPostgres, type Database } from './postgres.js';
import type { Place, Server } from './server.js';

const program = fileURLToPath(new URL('../../../../apps/broker/dist/main.js', import.meta.url));

/** The built broker with the settings that it has out of the box, on an embedded Postgres whose address is known here. */
export const startHowdah = (place: Place): Promise<Server> => start(place, startPostgres);

/** Two processes that share the ports. */
export const startHowdahWorkers = (place: Place): Promise<Server> => start(place, startPostgres, { workers: 2 });

/** On a primary with a synchronous standby. */
export const startReplicatedHowdah = (place: Place): Promise<Server> => start(place, startReplicatedPostgres);

/** Two brokers with ports of their own at the same queues. */
export async function startTwoHowdahs(place: Place): Promise<Server> {
  const one = await start(place, startPostgres, { what: 'two brokers' });
  try {
    const other = await startBroker(place, one.databaseUrl!, 1);
    return {
      ...one,
      otherUrl: other.url,
      roots: [...one.roots, { kind: 'broker', pid: other.pid }],
      stop: async () => {
        await other.end();
        await one.stop();
      },
    };
  } catch (error) {
    await one.stop();
    throw error;
  }
}

interface Wanted {
  readonly workers?: number;
  /** What it is beside one broker of one process. */
  readonly what?: string;
}

async function start(
  place: Place,
  startDatabase: (place: Place) => Promise<Database>,
  { workers = 1, what = workers === 1 ? '' : `${workers} workers` }: Wanted = {},
): Promise<Server> {
  const postgres = await startDatabase({ ...place, folder: join(place.folder, 'postgres') });
  try {
    const { version, url, restUrl, pid, end } = await startBroker(place, postgres.databaseUrl, workers);
    return {
      title: `Howdah ${version}${what === '' ? '' : `, ${what},`} on ${postgres.title}`,
      url,
      restUrl,
      databaseUrl: postgres.databaseUrl,
      roots: [{ kind: 'broker', pid }, ...postgres.roots],
      stop: async () => {
        await end();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

async function startBroker({ log, profiles }: Place, databaseUrl: string, workers: number) {
  await access(program).catch(() => Promise.reject(new Error('apps/broker/dist/main.js is missing: npm run build')));
  const broker = await startProgram({
    program: process.execPath,
    arguments: [...(profiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`]), program],
    env: {
      PATH: process.env['PATH'],
      HOWDAH_HTTP_PORT: '0',
      HOWDAH_AMQP_PORT: '0',
      HOWDAH_DATABASE_URL: databaseUrl,
      HOWDAH_WORKERS: String(workers),
    },
    ready: /Howdah (\S+)[^]*API +http:\/\/(\S+)\/v1\n[^]*AMQP +amqp:\/\/(\S+)[^]*Ctrl-C stops it/,
    log,
    timeoutMs: 60_000,
  });
  const [, version, rest, amqp] = broker.said;
  return {
    version,
    url: `amqp://guest:guest@${amqp}`,
    restUrl: `http://guest:guest@${rest}`,
    pid: broker.pid,
    end: () => broker.end(),
  };
}
