import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { connect, defineQueue } from '@howdah/sdk';
import { createDatabase } from '@howdah/testing';
import { expect, onTestFinished, test } from 'vitest';
import { poll } from './amqp.js';
import { startBroker } from './broker.js';

const restarts = Number(process.env['HOWDAH_RESTARTS'] ?? 2);
const workerCount = 24;
/** ms for a restart, and for all workers to have had a message after it. */
const restartMsMax = 60_000;

test(
  'no consumer of the SDK dies silently while its broker is killed and stopped in turn',
  async () => {
    const port = await freePort();
    const variables = {
      HOWDAH_DATABASE_URL: (await createDatabase()).url,
      HOWDAH_AMQP_PORT: String(port),
      HOWDAH_LOG_LEVEL: 'error',
    };
    let broker = await startBroker(variables);
    const client = await connect(`amqp://guest:guest@127.0.0.1:${port}`, { onError: () => undefined });
    onTestFinished(() => client.close());
    const had = new Map<string, Set<number>>();
    const queues = Array.from({ length: workerCount }, (_, i) => defineQueue<number>(`worker-${i}`));
    const workers = queues.map((queue) => {
      const numbers = new Set<number>();
      had.set(queue.name, numbers);
      return client.consume(queue, ({ data }) => void numbers.add(data));
    });
    const allHave = async (number: number): Promise<void> => {
      await Promise.all(queues.map((queue) => client.publish(queue, number)));
      await poll(restartMsMax, async () => {
        await new Promise(setImmediate);
        return [...had.values()].every((numbers) => numbers.has(number)) ? true : undefined;
      });
    };
    await allHave(0);

    for (let restart = 1; restart <= restarts; restart++) {
      broker.signal(restart % 2 === 1 ? 'SIGKILL' : 'SIGTERM');
      await broker.exited;
      broker = await startBroker(variables);
      await allHave(restart);
      expect(workers.map((worker) => worker.health().state)).toEqual(workers.map(() => 'running'));
    }
    for (const numbers of had.values()) expect(numbers.size).toBe(restarts + 1);
  },
  restartMsMax * (restarts + 1),
);

/** Free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
