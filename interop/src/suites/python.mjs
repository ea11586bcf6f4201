import { runChecks } from '../run-checks.mjs';

/** Debian's, which has Debian's libraries; another one may come first on the path. */
export const python = '/usr/bin/python3';

/** @type {import('./suite.mjs').Suite} */
export const celery = {
  name: 'celery',
  title: 'a Celery application',
  debian: ['python3-celery'],
  timeoutMs: 120_000,
  run: (context) => runChecks(context, 'celery_checks.py', python),
};

/** @type {import('./suite.mjs').Suite} */
export const tutorial = {
  name: 'tutorial',
  title: 'the tutorial with pika',
  debian: ['python3-pika'],
  timeoutMs: 60_000,
  run: (context) => runChecks(context, 'tutorial.py', python),
};
