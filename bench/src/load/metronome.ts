import { Worker } from 'node:worker_threads';

/** Node's own timers know whole milliseconds only; a thread that sleeps knows fractions. */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (let due = performance.now(); ; due += workerData) {
    const wait = due - performance.now();
    if (wait > 0) Atomics.wait(cell, 0, 0, wait);
    parentPort.postMessage(0);
  }`;

/** Calls `tick` every `intervalMs`, until it is told to end. */
export function startMetronome(intervalMs: number, tick: () => void): () => Promise<void> {
  const worker = new Worker(program, { eval: true, workerData: intervalMs });
  worker.on('message', tick);
  return async () => void (await worker.terminate());
}
