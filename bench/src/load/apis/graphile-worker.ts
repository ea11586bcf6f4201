import type { Api } from './api.js';
import { decode, sendInBatches } from './batches.js';
import { importFrom } from './import-from.js';

/** What is used of graphile-worker. */
interface GraphileWorker {
  makeWorkerUtils(options: object): Promise<{
    migrate(): Promise<void>;
    addJobs(jobs: readonly { identifier: string; payload: unknown }[]): Promise<unknown>;
    release(): Promise<void>;
  }>;
  run(options: object): Promise<{ stop(): Promise<void> }>;
  Logger: new (factory: () => () => void) => unknown;
}

/** What the peer's own benchmark takes: jobs are fetched and completed in batches. */
const fast = { concurrentJobs: 24, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };

const load = (packages: string) => importFrom<GraphileWorker>(packages, 'graphile-worker');
const quiet = ({ Logger }: GraphileWorker) => new Logger(() => () => undefined);

export const graphileWorkerApi: Api = {
  async openSender({ url, packages }) {
    const worker = await load(packages);
    const utils = await worker.makeWorkerUtils({ connectionString: url, logger: quiet(worker) });
    await utils.migrate();
    const jobs = (bodies: readonly string[]) => bodies.map((body) => ({ identifier: 'bench', payload: { body } }));
    return sendInBatches(
      (bodies) => utils.addJobs(jobs(bodies)),
      () => utils.release(),
    );
  },

  async openReceiver({ url, packages }, receive) {
    const worker = await load(packages);
    const bench = ({ body }: { body: string }, { job }: { job: { attempts: number } }) =>
      receive(0, decode(body), job.attempts > 1);
    const preset = { worker: { connectionString: url, ...fast, logger: quiet(worker) } };
    const runner = await worker.run({ preset, noHandleSignals: true, taskList: { bench } });
    return { close: () => runner.stop() };
  },
};
