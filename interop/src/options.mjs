import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * @typedef {'howdah' | 'reference' | 'running'} BrokerKind
 * @typedef {object} Options
 * @property {readonly string[]} suites Names; empty means all.
 * @property {BrokerKind} broker
 * @property {string | undefined} url Of a broker that runs already; only with `running`.
 * @property {string} cache Where suites are installed and logs are written.
 * @property {number} jobs Suites at a time.
 * @property {boolean} help
 */

const root = fileURLToPath(new URL('../..', import.meta.url));

export const usage = `npm run interop -- [options]
  --suite NAME    this suite only; may be repeated
  --url URL       a broker that runs already (amqp://user:password@host:port); default: an own Howdah for each suite
  --reference     an own RabbitMQ from Debian for each suite instead of Howdah
  --jobs N        suites at a time, each in a network of its own; default 3, with --url always 1
  --cache FOLDER  where suites are installed and logs are written; default node_modules/.cache/howdah-interop
  --list          print the names of the suites
  --help`;

/**
 * @param {readonly string[]} programArguments
 * @returns {Options & { list: boolean }}
 * @throws {Error} that says which option is wrong.
 */
export function readOptions(programArguments) {
  const { values } = parseArgs({
    args: [...programArguments],
    options: {
      suite: { type: 'string', multiple: true, default: [] },
      url: { type: 'string' },
      reference: { type: 'boolean', default: false },
      jobs: { type: 'string', default: '3' },
      cache: { type: 'string', default: join(root, 'node_modules/.cache/howdah-interop') },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.url !== undefined && values.reference) throw new Error('--url and --reference exclude each other');
  if (!/^[1-9]\d?$/.test(values.jobs)) throw new Error(`--jobs is ${values.jobs}; accepted is a number from 1 to 99`);
  const running = values.url !== undefined;
  return {
    suites: values.suite,
    broker: running ? 'running' : values.reference ? 'reference' : 'howdah',
    url: values.url,
    cache: resolve(values.cache),
    jobs: running ? 1 : Number(values.jobs),
    list: values.list,
    help: values.help,
  };
}
