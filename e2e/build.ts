import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

const run = promisify(execFile);

/**
 * Builds what `npm start`, `npm run demo` and `npm run bench` run, once before all test files: Nx puts what it has built before back by
 * deleting it first, and whoever started a program at that moment would not find its modules. A second or two when nothing has changed.
 */
export default async function build(): Promise<void> {
  await node('the programs do not compile', ['node_modules/typescript/bin/tsc', '-b', 'apps/broker', 'demo', 'bench', 'chaos']);
  await node('the dashboard does not build', ['node_modules/nx/dist/bin/nx.js', 'build', 'dashboard']);
}

async function node(failure: string, arguments_: readonly string[]): Promise<void> {
  await run(process.execPath, arguments_, { cwd: root, env: { ...process.env, NX_DAEMON: 'false' } }).catch(
    ({ stdout }: { stdout: string }) => Promise.reject(new Error(`${failure}:\n${stdout}`)),
  );
}
