import { parseArgs } from 'node:util';
import { fuzz } from '../fuzz/fuzzer.js';

/** Usage: npm run fuzz:amqp -- [--seed N] [--frames N] [--case N]. Ends with an error at the first thing that must not happen. */

const { values } = parseArgs({
  options: { seed: { type: 'string' }, frames: { type: 'string', default: '1000000' }, case: { type: 'string', default: '0' } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

print(`seed ${seed}`);
const startedAt = performance.now();
const { frames, connections, ends, peakBytes } = await fuzz({
  seed,
  frames: Number(values.frames),
  firstCase: Number(values.case),
});
const seconds = (performance.now() - startedAt) / 1_000;
print(`${frames} frames over ${connections} connections in ${seconds.toFixed(1)} s: ${Math.round(frames / seconds)} a second`);
print(`peak memory ${Math.round(peakBytes / 2 ** 20)} MiB`);
for (const [end, count] of [...ends].sort()) print(`${end}: ${count}`);
