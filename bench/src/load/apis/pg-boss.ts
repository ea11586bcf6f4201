import type { Api } from './api.js';
import { decode, sendInBatches } from './batches.js';
import { importFrom } from './import-from.js';

interface Job {
  readonly data: { readonly body: string };
}

/** What is used of pg-boss. */
interface PgBoss {
  start(): Promise<unknown>;
  stop(options: object): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  createQueue(name: string): Promise<unknown>;
  insert(name: string, jobs: readonly { data: unknown }[]): Promise<unknown>;
  work(name: string, options: object, handler: (jobs: readonly Job[]) => Promise<void>): Promise<unknown>;
}

/** The shortest poll that it accepts, and as many workers and jobs a poll as the peer's own benchmarks take. */
const pollingIntervalSeconds = 0.5;
const workers = 4;
const batchSize = 200;

async function open(packages: string, url: string): Promise<PgBoss> {
  const { PgBoss: Boss } = await importFrom<{ PgBoss: new (url: string) => PgBoss }>(packages, 'pg-boss');
  const boss = new Boss(url);
  boss.on('error', (error) => console.error(error.message));
  await boss.start();
  return boss;
}

export const pgBossApi: Api = {
  async openSender({ url, packages, routingKeys }) {
    const boss = await open(packages, url);
    await boss.createQueue(routingKeys[0]!);
    return sendInBatches(
      (bodies) =>
        boss.insert(
          routingKeys[0]!,
          bodies.map((body) => ({ data: { body } })),
        ),
      () => boss.stop({ graceful: true }),
    );
  },

  async openReceiver({ url, packages, queues }, receive) {
    const boss = await open(packages, url);
    const handler = async (jobs: readonly Job[]) => jobs.forEach(({ data }) => receive(0, decode(data.body), false));
    for (let i = 0; i < workers; i++) await boss.work(queues[0]!, { pollingIntervalSeconds, batchSize }, handler);
    return { close: () => boss.stop({ graceful: true }) };
  },
};
