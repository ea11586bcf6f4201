import { Worker } from 'node:worker_threads';

/** Node's own timers know whole milliseconds only; a thread that sleeps knows fractions. */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const now = () => Number(process.hrtime.bigint()) / 1e6;
  for (let due = now(); ; due += workerData) {
    const wait = due - now();
    if (wait > 0) Atomics.wait(cell, 0, 0, wait);
    parentPort.postMessage(due);
  }`;

/** Calls `tick` every `intervalMs`, until it is told to end, with the time that it is for, by clock.ts. */
export function startMetronome(intervalMs: number, tick: (due: number) => void): () => Promise<void> {
  const worker = new Worker(program, { eval: true, workerData: intervalMs });
  worker.on('message', tick);
  return async () => void (await worker.terminate());
}
