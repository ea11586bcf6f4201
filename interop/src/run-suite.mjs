// Runs one suite against one fresh broker: the program that stands inside the isolation. Its argument is a Job as JSON.
import { writeFile } from 'node:fs/promises';
import { startHowdah } from './brokers/howdah.mjs';
import { startReference } from './brokers/reference.mjs';
import { useRunning } from './brokers/running.mjs';
import { runCommand } from './command.mjs';
import { suitesNamed } from './suites/all.mjs';

/**
 * @typedef {object} Job
 * @property {string} suite Its name.
 * @property {import('./options.mjs').BrokerKind} broker
 * @property {string} [url] Of a running broker.
 * @property {string} installed
 * @property {string} folder For the suite and the broker; removed afterwards.
 * @property {string} log
 * @property {string} brokerLog
 * @property {string} result A file for a Result as JSON.
 *
 * @typedef {import('./outcome.mjs').Outcome | { error: string }} Result
 */

/** @type {Job} */
const job = JSON.parse(process.argv[2]);
const result = await runJob(job).catch((error) => ({ error: error.message }));
await writeFile(job.result, JSON.stringify(result));

/** @returns {Promise<Result>} */
async function runJob({ suite: name, installed, folder, log, ...wanted }) {
  const [suite] = suitesNamed([name]);
  const broker = await startBroker(wanted, { folder, forwarded: suite.takesResetForError ?? false });
  const deadline = Date.now() + suite.timeoutMs;
  const run = (program, programArguments, { timeoutMs = suite.timeoutMs, ...options } = {}) => {
    const leftMs = Math.max(1, Math.min(timeoutMs, deadline - Date.now()));
    return runCommand(program, programArguments, { log, ...options, timeoutMs: leftMs });
  };
  try {
    return await suite.run({ broker, folder, installed, run });
  } finally {
    await broker.stop();
  }
}

async function startBroker({ broker, url, brokerLog: log }, where) {
  if (broker === 'running') return useRunning(url);
  await writeFile(log, '');
  return broker === 'reference' ? startReference({ ...where, log }) : startHowdah({ ...where, log });
}
