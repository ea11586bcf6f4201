/**
 * @typedef {object} Outcome What a suite did.
 * @property {number} passed
 * @property {readonly string[]} failed The names of the tests.
 */

/**
 * @param {readonly { name: string, passed: boolean }[]} tests A skipped one is in neither state and must not be in the list.
 * @returns {Outcome}
 */
export function outcomeOf(tests) {
  return {
    passed: tests.filter(({ passed }) => passed).length,
    failed: tests.filter(({ passed }) => !passed).map(({ name }) => name),
  };
}

/**
 * Of a program that prints `ok NAME` or `not ok NAME: REASON` for each check.
 *
 * @param {string} output
 * @returns {Outcome}
 */
export function checksOf(output) {
  const lines = output.split('\n').map((line) => /^(not ok|ok) (.+)$/.exec(line));
  return outcomeOf(lines.flatMap((match) => (match ? [{ name: match[2].split(': ')[0], passed: match[1] === 'ok' }] : [])));
}
