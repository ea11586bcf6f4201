import { amqpTools } from './amqp-tools.mjs';
import { amqp091Go } from './amqp091-go.mjs';
import { amqplib0, amqplib2 } from './amqplib.mjs';
import { bunnybus } from './bunnybus.mjs';
import { nodeAmqp } from './node-amqp.mjs';
import { java, php, ruby } from './other-languages.mjs';
import { probesSuite } from './probes.mjs';
import { celery, tutorial } from './python.mjs';
import { sdk } from './sdk.mjs';

/**
 * The longest first, so that two at a time end together.
 *
 * @type {readonly import('./suite.mjs').Suite[]}
 */
export const suites = [
  nodeAmqp,
  amqp091Go,
  celery,
  probesSuite,
  bunnybus,
  amqplib2,
  amqplib0,
  java,
  php,
  ruby,
  tutorial,
  sdk,
  amqpTools,
];

/**
 * @param {readonly string[]} names Empty means all.
 * @throws {Error} for a name that no suite has.
 */
export function suitesNamed(names) {
  const unknown = names.find((name) => !suites.some((suite) => suite.name === name));
  if (unknown !== undefined) throw new Error(`no suite ${unknown}; there are ${suites.map(({ name }) => name).join(', ')}`);
  return suites.filter(({ name }) => names.length === 0 || names.includes(name));
}
