import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

const run = promisify(execFile);

/** Builds what `npm start`, `npm run demo` and `npm run bench` run; a second or two when nothing has changed. */
export async function buildPrograms(): Promise<void> {
  const compiler = 'node_modules/typescript/bin/tsc';
  await run(process.execPath, [compiler, '-b', 'apps/broker', 'demo', 'bench', 'chaos'], { cwd: root }).catch(
    ({ stdout }: { stdout: string }) => Promise.reject(new Error(`the programs do not compile:\n${stdout}`)),
  );
}

/** Builds the dashboard too, unless nothing of it has changed. */
export async function buildDashboard(): Promise<void> {
  await buildPrograms();
  const arguments_ = ['node_modules/nx/dist/bin/nx.js', 'build', 'dashboard'];
  await run(process.execPath, arguments_, { cwd: root, env: { ...process.env, NX_DAEMON: 'false' } }).catch(
    ({ stdout }: { stdout: string }) => Promise.reject(new Error(`the dashboard does not build:\n${stdout}`)),
  );
}
