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

  async openReceiver({ url, packages, prefetch }, receive) {
    const worker = await load(packages);
    const bench = ({ body }: { body: string }, { job }: { job: { attempts: number } }) =>
      receive(0, decode(body), job.attempts > 1);
    const preset = { worker: { localQueue: { size: prefetch }, completeJobBatchDelay: 5, failJobBatchDelay: 5 } };
    const options = { connectionString: url, logger: quiet(worker), noHandleSignals: true, preset };
    const runner = await worker.run({ ...options, concurrentJobs: prefetch, pollInterval: 500, taskList: { bench } });
    return { close: () => runner.stop() };
  },
};
