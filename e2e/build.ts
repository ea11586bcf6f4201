import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds what `npm start`, `npm run demo` and `npm run bench` run; a second or two when nothing has changed. */
export async function buildPrograms(): Promise<void> {
  const compiler = 'node_modules/typescript/bin/tsc';
  await promisify(execFile)(process.execPath, [compiler, '-b', 'apps/broker', 'demo', 'bench'], { cwd: root }).catch(
    ({ stdout }: { stdout: string }) => Promise.reject(new Error(`the programs do not compile:\n${stdout}`)),
  );
}
