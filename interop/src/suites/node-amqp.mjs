import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { outcomeOf } from '../outcome.mjs';
import { serveRabbitmqctl } from '../rabbitmqctl.mjs';

/** Of one program. The slowest that ends by itself takes ten seconds. */
const timeoutMs = 20_000;
/** Known to fail, and to hang then; they stop no broker, so that nothing is left undone. */
const hanging = new Set(['test-connection-blocked.js', 'test-volume.js']);
const hangingMs = 5_000;

/**
 * Each test is a program that ends with 0 when it is content. They share names of queues, so they run one after the other.
 *
 * @type {import('./suite.mjs').Suite}
 */
export const nodeAmqp = {
  name: 'node-amqp',
  title: 'node-amqp 0.2.7',
  npm: { tarball: 'amqp@0.2.7', dependencies: { lodash: '4.17.21', longjohn: '0.2.12', optimist: '0.6.1' } },
  timeoutMs: 300_000,
  takesResetForError: true,
  async run({ broker, run, folder, installed }) {
    // Four tests end well at once where there is no rabbitmqctl.
    const rabbitmqctl = await serveRabbitmqctl(folder, broker.control);
    const env = { PATH: `${rabbitmqctl.path}:${process.env['PATH']}` };
    const files = (await readdir(join(installed, 'test'))).filter((name) => /^test-.*\.js$/.test(name)).sort();
    const tests = [];
    for (const name of files) {
      const { code } = await run(process.execPath, [join('test', name)], {
        ...{ cwd: installed, env },
        timeoutMs: hanging.has(name) ? hangingMs : timeoutMs,
      });
      tests.push({ name, passed: code === 0 });
    }
    rabbitmqctl.close();
    return outcomeOf(tests);
  },
};
