import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Builds what `npm start` runs; a second or two when nothing has changed. */
export async function buildBroker(): Promise<void> {
  await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'apps/broker'], { cwd: root }).catch(
    ({ stdout }: { stdout: string }) => Promise.reject(new Error(`the broker does not compile:\n${stdout}`)),
  );
}
