import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeScratchFolder } from '@howdah/testing/programs';
import { runCommand } from './command.mjs';
import { isolated } from './isolate.mjs';

const runSuite = fileURLToPath(new URL('run-suite.mjs', import.meta.url));
/** What starting and stopping a broker may take, on top of the suite's own limit. */
const brokerMs = 120_000;

/**
 * Runs a suite and its broker in a network of their own; with a broker that runs already, in this one.
 *
 * @param {import('./suites/suite.mjs').Suite} suite
 * @param {string} installed
 * @param {import('./options.mjs').Options} options
 * @param {string} log The broker's log stands beside it.
 * @returns {Promise<import('./run-suite.mjs').Result>}
 */
export async function startSuite(suite, installed, { broker, url }, log) {
  const folder = await makeScratchFolder('interop');
  const result = join(folder, 'result.json');
  const job = { suite: suite.name, broker, url, installed, folder, log, brokerLog: log.replace(/log$/, 'broker.log'), result };
  const words = [process.execPath, runSuite, JSON.stringify(job)];
  const [program, ...programArguments] = broker === 'running' ? words : isolated(...words);
  const timeoutMs = suite.timeoutMs + brokerMs;
  try {
    await writeFile(log, '');
    const { output, timedOut } = await runCommand(program, programArguments, { log, timeoutMs });
    const text = await readFile(result, 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text);
    return { error: timedOut ? `no result after ${timeoutMs} ms` : `no result: ${output.trim()}` };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
