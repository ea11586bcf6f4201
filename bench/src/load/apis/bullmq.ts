import type { Api } from './api.js';
import { decode, sendInBatches } from './batches.js';
import { importFrom } from './import-from.js';

interface Job {
  readonly data: { readonly body: string };
  readonly attemptsStarted: number;
}

/** What is used of BullMQ. */
interface BullMq {
  Queue: new (name: string, options: object) => { addBulk(jobs: readonly object[]): Promise<unknown>; close(): Promise<void> };
  Worker: new (
    name: string,
    handler: (job: Job) => Promise<void>,
    options: object,
  ) => {
    waitUntilReady(): Promise<unknown>;
    close(): Promise<void>;
    on(event: 'error', listener: (error: Error) => void): unknown;
  };
}

function connection(url: string): object {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port), maxRetriesPerRequest: null };
}

export const bullMqApi: Api = {
  async openSender({ url, packages, routingKeys }) {
    const { Queue } = await importFrom<BullMq>(packages, 'bullmq');
    const queue = new Queue(routingKeys[0]!, { connection: connection(url) });
    const opts = { removeOnComplete: true };
    return sendInBatches(
      (bodies) => queue.addBulk(bodies.map((body) => ({ name: 'bench', data: { body }, opts }))),
      () => queue.close(),
    );
  },

  async openReceiver({ url, packages, queues, connections, prefetch }, receive) {
    const { Worker } = await importFrom<BullMq>(packages, 'bullmq');
    const handler = async ({ data, attemptsStarted }: Job) => receive(0, decode(data.body), attemptsStarted > 1);
    const options = { connection: connection(url), concurrency: prefetch };
    const workers = Array.from({ length: connections }, () => new Worker(queues[0]!, handler, options));
    for (const worker of workers) worker.on('error', (error) => console.error(error.message));
    await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    return { close: async () => void (await Promise.all(workers.map((worker) => worker.close()))) };
  },
};
