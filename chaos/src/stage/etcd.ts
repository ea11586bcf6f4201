import { join } from 'node:path';
import { freePort } from '@howdah/postgres-cluster';
import { startProgram } from '@howdah/testing/programs';

export interface Etcd {
  readonly port: number;
  readonly pid: number;
  kill(): Promise<void>;
}

/** One member. */
export async function startEtcd(folder: string, log: string): Promise<Etcd> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const peers = `http://127.0.0.1:${await freePort()}`;
  const program = await startProgram({
    program: '/usr/bin/etcd',
    arguments: [
      ...['--name', 'chaos', '--data-dir', join(folder, 'etcd'), '--initial-cluster', `chaos=${peers}`],
      ...['--listen-client-urls', `http://${address}`, '--advertise-client-urls', `http://${address}`],
      ...['--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers, '--logger', 'zap', '--log-level', 'info'],
    ],
    env: { PATH: process.env['PATH'] },
    ready: /serving (?:insecure )?client (?:requests|traffic)/,
    log,
    timeoutMs: 30_000,
  });
  return { port, pid: program.pid, kill: () => program.kill() };
}
