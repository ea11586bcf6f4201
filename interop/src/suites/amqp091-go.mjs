import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { outcomeOf } from '../outcome.mjs';

const sources = '/usr/share/gocode/src';
const library = 'github.com/rabbitmq/amqp091-go';

/** @type {import('./suite.mjs').Suite} */
export const amqp091Go = {
  name: 'amqp091-go',
  title: 'amqp091-go 1.5.0',
  debian: ['golang-go', 'golang-github-rabbitmq-amqp091-go-dev', 'golang-uber-goleak-dev'],
  timeoutMs: 240_000,
  async run({ broker, run, folder }) {
    const workspace = join(folder, 'go');
    const copy = join(workspace, 'src', library);
    await mkdir(dirname(copy), { recursive: true });
    await cp(join(sources, library), copy, { recursive: true, dereference: true });
    const env = { GO111MODULE: 'off', GOFLAGS: '', GOPATH: `${workspace}:/usr/share/gocode`, AMQP_URL: `${broker.url}/` };
    // Without the tag more than half of the tests are left out in silence.
    const { output } = await run('go', ['test', '-v', '-tags', 'integration', '-p', '1', '.'], { cwd: copy, env });
    const ended = [...output.matchAll(/^--- (PASS|FAIL): (\S+)/gm)];
    return outcomeOf(ended.map(([, verdict, name]) => ({ name, passed: verdict === 'PASS' })));
  },
};
