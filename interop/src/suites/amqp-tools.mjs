import { outcomeOf } from '../outcome.mjs';

/** The programs of the C library, each once. Each check is what one of them must print and the code it must end with. */
const checks = [
  { name: 'amqp-declare-queue', arguments: ['-d', '-q', 'tools'], prints: 'tools\n' },
  { name: 'amqp-publish', arguments: ['-r', 'tools', '-p', '-b', 'hi'], prints: '' },
  { name: 'amqp-get', arguments: ['-q', 'tools'], prints: 'hi' },
  { name: 'amqp-consume', before: publishTwo, arguments: ['-q', 'tools', '-c', '2', 'cat'], prints: 'onetwo' },
  { name: 'amqp-delete-queue', arguments: ['-q', 'tools'], prints: '0\n' },
];

/** @type {import('./suite.mjs').Suite} */
export const amqpTools = {
  name: 'amqp-tools',
  title: 'amqp-tools (5 programs)',
  debian: ['amqp-tools'],
  timeoutMs: 60_000,
  async run({ broker, run }) {
    const tool = (name, ...rest) => run(name, ['-u', broker.url, ...rest], { timeoutMs: 10_000 });
    const tests = [];
    for (const check of checks) {
      await check.before?.(tool);
      const { code, output } = await tool(check.name, ...check.arguments);
      tests.push({ name: check.name, passed: code === 0 && output === check.prints });
    }
    return outcomeOf(tests);
  },
};

async function publishTwo(tool) {
  for (const body of ['one', 'two']) await tool('amqp-publish', '-r', 'tools', '-p', '-b', body);
}
