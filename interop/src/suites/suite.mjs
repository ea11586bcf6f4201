/**
 * @typedef {object} Context
 * @property {import('../brokers/broker.mjs').Broker} broker
 * @property {string} folder Empty, for this run alone.
 * @property {string} installed Where the suite's npm package is; empty for a suite without one.
 * @property {(program: string, programArguments: readonly string[],
 *   options?: { cwd?: string, env?: NodeJS.ProcessEnv, input?: string, timeoutMs?: number }) => Promise<import('../command.mjs').Ended>} run
 *   Runs a program of the suite; its output goes to the suite's log. The time limit is the suite's, unless a shorter one is given.
 *
 * @typedef {object} Suite
 * @property {string} name As `--suite` takes it.
 * @property {string} title
 * @property {readonly string[]} [debian] Debian's packages that it needs.
 * @property {import('../install-npm.mjs').NpmSuite} [npm]
 * @property {number} timeoutMs Of all of it, without installing and without the broker's start.
 * @property {boolean} [alone] Its tests count milliseconds: nothing else runs meanwhile.
 * @property {boolean} [takesResetForError] The client takes a connection that is reset after connection.close-ok for an error; the reference does
 *   reset it at times, and so gets an orderly forwarder in front.
 * @property {(context: Context) => Promise<import('../outcome.mjs').Outcome>} run
 */
export {};
