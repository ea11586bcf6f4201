import { access, readFile } from 'node:fs/promises';
import { freePort } from '@howdah/postgres-cluster';
import { rabbitmqPackages, rabbitmqPrograms, startRabbitmq } from '@howdah/testing/programs';
import type { Place, Server } from './server.js';

/** RabbitMQ from Debian, with the settings that it has out of the box. */
export const startReference = (place: Place): Promise<Server> => start(place, 1);

/** Three nodes of it, all on this machine. Clients connect to the first. */
export const startReferenceCluster = (place: Place): Promise<Server> => start(place, 3);

async function start({ folder, log }: Place, nodes: number): Promise<Server> {
  const remedy = `RabbitMQ is missing; as root: apt-get install --no-install-recommends ${rabbitmqPackages.join(' ')}`;
  await access(rabbitmqPrograms).catch(() => Promise.reject(new Error(remedy)));
  const [port, ...otherPorts] = await freePorts(nodes);
  const rabbitmq = await startRabbitmq({ folder, log, port: port!, otherPorts });
  const [, version, erlang] = /Starting RabbitMQ (\S+) on Erlang (\S+)/.exec(await readFile(log, 'utf8')) ?? [];
  return {
    title: `${nodes === 1 ? '' : `${nodes} nodes of `}RabbitMQ ${version} on Erlang ${erlang}`,
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    roots: rabbitmq.pids.map((pid) => ({ kind: 'broker', pid })),
    stop: () => rabbitmq.kill(),
  };
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
