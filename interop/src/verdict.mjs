import { expected as all } from '../expected.mjs';

/**
 * @typedef {object} Expected
 * @property {number} passed At least.
 * @property {Readonly<Record<string, string>>} failed Why, by the name of the test. It may pass; another must not fail.
 *
 * @typedef {object} Verdict
 * @property {Expected} expected
 * @property {readonly string[]} known Failures that were expected, with the reason.
 * @property {readonly string[]} worse What is worse than expected.
 */

/**
 * @param {string} suite
 * @param {import('./options.mjs').BrokerKind} broker A running one is taken for Howdah.
 * @param {import('./run-suite.mjs').Result} result
 * @returns {Verdict}
 */
export function judge(suite, broker, result) {
  const expected = all[suite][broker === 'reference' ? 'reference' : 'howdah'];
  if ('error' in result) return { expected, known: [], worse: [result.error] };
  const isKnown = (name) => Object.hasOwn(expected.failed, name);
  const known = result.failed.filter(isKnown).map((name) => `${name} (${expected.failed[name]})`);
  const worse = result.failed.filter((name) => !isKnown(name)).map((name) => `failed: ${name}`);
  if (result.passed < expected.passed) worse.push(`${result.passed} passed, expected are at least ${expected.passed}`);
  return { expected, known, worse };
}
