/**
 * Prints the sum of all test runs, from the file that tools/totals-reporter.ts and interop/run.mjs wrote, as the last line of CI.
 * Usage: node tools/print-totals.mjs <file> <exit status of the steps that wrote it>
 */
import { readFileSync } from 'node:fs';

const [path, status] = process.argv.slice(2);
const runs = readFileSync(path, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const sum = (field) => runs.reduce((total, run) => total + run[field], 0);

// A step that counts no tests (format, lint, types, knip) failed when the status says so and no test did.
const failed = sum('failed') || (status === '0' ? 0 : 1);
console.log(`${sum('passed')} passed, ${failed} failed`);
