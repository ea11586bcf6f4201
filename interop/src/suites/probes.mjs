import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compareLines, masked } from '../compare-lines.mjs';
import { python } from './python.mjs';

const probes = fileURLToPath(new URL('../../probes/', import.meta.url));

/** Each probe asks the broker many small things and prints its answers; a line that differs from the reference's is a failure. */
/** @type {import('./suite.mjs').Suite} */
export const probesSuite = {
  name: 'probes',
  title: 'probes',
  debian: ['python3-pika'],
  timeoutMs: 180_000,
  async run({ broker, run, folder }) {
    const { hostname, port } = new URL(broker.url);
    const env = { AMQP_HOST: hostname, AMQP_PORT: port, AMQP_VHOST: '/', PYTHONUNBUFFERED: '1' };
    const names = (await readdir(probes)).filter((name) => name.endsWith('.py')).map((name) => name.replace(/\.py$/, ''));
    const outcome = { passed: 0, failed: [] };
    for (const name of names.sort()) {
      const { output } = await run(python, [`${probes}${name}.py`], { cwd: folder, env, timeoutMs: 60_000 });
      const wanted = await readFile(`${probes}${name}.reference.txt`, 'utf8');
      const { equal, missing, extra } = compareLines(masked(wanted), masked(output));
      outcome.passed += equal;
      outcome.failed.push(...missing.map((line) => `${name}: ${questionOf(line)}`));
      await run('printf', ['%s\n', ...missing.map((line) => `- ${line}`), ...extra.map((line) => `+ ${line}`)]);
    }
    return outcome;
  },
};

/** A line is a question and its answer; some are an answer alone. */
function questionOf(line) {
  return /^\S.*?(?=: | ->| b['"]| [<{[(]| OK\b| connection\.start| \w+(?:ByBroker|Error)|$)/.exec(line)?.[0] ?? line.trim();
}
