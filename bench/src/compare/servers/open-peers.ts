import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeScratchFolder } from '@howdah/testing/programs';
import { peerKinds, type Peer, type PeerName } from '../peers.js';
import { installPackages } from './install-packages.js';
import { startHowdah, startHowdahWorkers, startReplicatedHowdah, startTwoHowdahs } from './howdah.js';
import { startPostgres } from './postgres.js';
import { startReference, startReferenceCluster } from './rabbitmq.js';
import { startRedis } from './redis.js';
import type { Server, ServerName, StartServer } from './server.js';

const starts: Readonly<Record<ServerName, StartServer>> = {
  howdah: startHowdah,
  'howdah-workers': startHowdahWorkers,
  'howdah-two': startTwoHowdahs,
  'howdah-replicated': startReplicatedHowdah,
  rabbitmq: startReference,
  'rabbitmq-cluster': startReferenceCluster,
  postgres: startPostgres,
  redis: startRedis,
};

export interface OpenPeers {
  readonly peers: readonly Peer[];
  stop(): Promise<void>;
}

/** Starts what these peers need, each server once, on empty data. `cache` keeps what is installed, `profiles` what is profiled. */
export async function openPeers(names: readonly PeerName[], cache: string, profiles: string | null): Promise<OpenPeers> {
  const folder = await makeScratchFolder('bench');
  const servers = new Map<ServerName, Server>();
  const interrupted = () => void stop().finally(() => process.exit(1));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, interrupted);
  const stop = async () => {
    for (const signal of signals) process.off(signal, interrupted);
    await Promise.all([...servers.values()].map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const peers: Peer[] = [];
    for (const name of names) {
      const { server: serverName, api, npm, queueArguments } = peerKinds[name];
      const packages = await installPackages(npm, cache);
      const server = servers.get(serverName) ?? (await start(serverName, folder, profiles));
      servers.set(serverName, server);
      peers.push({ name, queueArguments, server, target: { api, url: server.url, packages } });
    }
    return { peers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(name: ServerName, folder: string, profiles: string | null): Promise<Server> {
  const own = join(folder, name);
  await mkdir(own);
  // Beside the data, since some take every file there for theirs.
  return starts[name]({ folder: own, log: join(folder, `${name}.log`), profiles });
}
