import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FurtherCheck, HealthCheck, Log } from '@howdah/core';
import { AggregatorRegistry, type MetricObject } from 'prom-client';
import type { Addresses } from '../start.js';
import { StartupError } from '../startup-error.js';
import { Peer } from './peer.js';

export interface WorkersOptions {
  readonly count: number;
  readonly databaseUrl: string;
  readonly healthChecks: readonly FurtherCheck[];
  readonly log: Log;
}

interface Running {
  readonly worker: Worker;
  readonly peer: Peer;
  readonly ready: Promise<Addresses>;
}

/** Longer than a worker takes to stop in order, shorter than the 30 s that supervisors of ours wait. */
const stopMsMax = 28_000;
const pauseMsMin = 200;
const pauseMsMax = 10_000;
/** A worker that lived for so long did not end because of how it started. */
const longLifeMs = 60_000;

/** Keeps a number of broker processes running. They share the listening ports: each connection goes to the next in turn. */
export class Workers {
  readonly #running = new Set<Running>();
  #state: 'starting' | 'kept' | 'stopping' = 'starting';
  /** Workers that ended soon, one after the other. */
  #failures = 0;

  constructor(private readonly options: WorkersOptions) {}

  /**
   * Resolves when all of them serve. The first one starts alone, so that what is wrong is said once.
   * @throws StartupError when one of them ends instead.
   */
  async start(): Promise<Addresses> {
    const addresses = await this.#fork().ready;
    await Promise.all(Array.from({ length: this.options.count - 1 }, () => this.#fork().ready));
    this.#state = 'kept';
    return addresses;
  }

  async stop(): Promise<void> {
    this.#state = 'stopping';
    const ends = [...this.#running].map(({ worker }) => once(worker, 'exit'));
    this.#signal('SIGTERM');
    const limit = setTimeout(() => this.#signal('SIGKILL'), stopMsMax);
    await Promise.all(ends);
    clearTimeout(limit);
  }

  kill(): void {
    this.#state = 'stopping';
    this.#signal('SIGKILL');
  }

  #fork(): Running {
    // If the address came from a file, it has been read here.
    const worker = cluster.fork({ HOWDAH_DATABASE_URL: this.options.databaseUrl, HOWDAH_DATABASE_URL_FILE: '' });
    let serve!: (addresses: Addresses) => void;
    const served = new Promise<Addresses>((resolve) => (serve = resolve));
    const peer = new Peer(worker, {
      ready: (addresses) => serve(addresses as Addresses),
      health: () => checkAll(this.options.healthChecks),
      metrics: () => this.#metrics(),
    });
    const running = { worker, peer, ready: Promise.race([served, failure(worker)]) };
    running.ready.catch(() => undefined); // of one that takes another's place nobody waits for it
    this.#running.add(running);
    const startedAt = performance.now();
    worker.once('exit', () => void this.#replace(running, performance.now() - startedAt));
    return running;
  }

  async #replace(ended: Running, livedMs: number): Promise<void> {
    this.#running.delete(ended);
    if (!this.#isKept()) return;
    this.#failures = livedMs > longLifeMs ? 0 : this.#failures + 1;
    const pauseMs = Math.min(pauseMsMax, pauseMsMin * 2 ** this.#failures);
    const { pid: worker, exitCode, signalCode } = ended.worker.process;
    this.options.log.error('a worker has ended, another takes its place', { worker, exitCode, signalCode, pauseMs });
    await sleep(pauseMs, undefined, { ref: false });
    if (this.#isKept()) this.#fork();
  }

  #isKept(): boolean {
    return this.#state === 'kept';
  }

  async #metrics(): Promise<string> {
    const all = await Promise.all([...this.#running].map(({ peer }) => peer.ask('metrics')));
    return AggregatorRegistry.aggregate(all.filter((metrics) => metrics !== undefined) as MetricObject[][]).metrics();
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    for (const { worker } of this.#running) worker.process.kill(signal);
  }
}

async function checkAll(checks: readonly FurtherCheck[]): Promise<HealthCheck[]> {
  return (await Promise.all(checks.map(async (check) => check()))).flat();
}

async function failure(worker: Worker): Promise<never> {
  await once(worker, 'exit');
  throw new StartupError(`A worker (process ${worker.process.pid}) ended while it started.`, {
    remedy: 'What it said before is the reason.',
  });
}
