import { fileURLToPath } from 'node:url';
import { checksOf } from '../outcome.mjs';

/** Debian's, which has Debian's libraries; another one may come first on the path. */
export const python = '/usr/bin/python3';

/** @type {import('./suite.mjs').Suite} */
export const celery = {
  name: 'celery',
  title: 'a Celery application',
  debian: ['python3-celery'],
  timeoutMs: 120_000,
  run: (context) => runChecks(context, 'celery_checks.py'),
};

/** @type {import('./suite.mjs').Suite} */
export const tutorial = {
  name: 'tutorial',
  title: 'the tutorial with pika',
  debian: ['python3-pika'],
  timeoutMs: 60_000,
  run: (context) => runChecks(context, 'tutorial.py'),
};

async function runChecks({ broker, run, folder }, script) {
  const path = fileURLToPath(new URL(`../../clients/${script}`, import.meta.url));
  const env = { AMQP_URL: `${broker.url}/%2F`, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' };
  const { output } = await run(python, [path], { cwd: folder, env });
  return checksOf(output);
}
