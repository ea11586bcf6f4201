import { access, readFile } from 'node:fs/promises';
import { freePort } from '@howdah/postgres-cluster';
import { rabbitmqPackages, rabbitmqPrograms, startRabbitmq } from '@howdah/testing/programs';
import type { Place, Server } from './server.js';

/** RabbitMQ from Debian, with the settings that it has out of the box. */
export async function startReference({ folder, log }: Place): Promise<Server> {
  const remedy = `RabbitMQ is missing; as root: apt-get install --no-install-recommends ${rabbitmqPackages.join(' ')}`;
  await access(rabbitmqPrograms).catch(() => Promise.reject(new Error(remedy)));
  const port = await freePort();
  const rabbitmq = await startRabbitmq({ folder, log, port });
  const [, version, erlang] = /Starting RabbitMQ (\S+) on Erlang (\S+)/.exec(await readFile(log, 'utf8')) ?? [];
  return {
    title: `RabbitMQ ${version} on Erlang ${erlang}`,
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    roots: [{ kind: 'broker', pid: rabbitmq.pid }],
    stop: () => rabbitmq.kill(),
  };
}
