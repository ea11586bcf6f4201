import { freePort } from '@howdah/postgres-cluster';
import { startProgram } from '@howdah/testing/programs';
import type { Place, Server } from './server.js';

/** Redis from Debian that has everything on disk before it answers, as the others do. */
export async function startRedis({ folder, log }: Place): Promise<Server> {
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', appendfsync: 'always', save: '' };
  const redis = await startProgram({
    program: 'redis-server',
    arguments: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    env: { PATH: process.env['PATH'] },
    ready: /Redis version=([\d.]+)[^]*Ready to accept connections/,
    log,
    timeoutMs: 30_000,
  }).catch(({ message }: Error) => {
    throw new Error(`${message}; as root: apt-get install --no-install-recommends redis-server`);
  });
  return {
    title: `Redis ${redis.said[1]}, appendfsync always`,
    url: `redis://127.0.0.1:${port}`,
    roots: [{ kind: 'broker', pid: redis.pid }],
    stop: () => redis.kill(),
  };
}
