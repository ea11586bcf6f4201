import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a running Postgres writes into `postmaster.pid` of its data directory. */
export interface PostmasterPid {
  readonly pid: number;
  readonly port: number;
  /** True once it accepts connections, as a primary or as a standby. */
  readonly ready: boolean;
}

/** Undefined when there is no such file, or it is still being written. */
export async function readPostmasterPid(dataDirectory: string): Promise<PostmasterPid | undefined> {
  const text = await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8').catch(() => '');
  return parsePostmasterPid(text);
}

/** Its lines: pid, data directory, start time, port, socket directory, address, shared memory key, status. */
export function parsePostmasterPid(text: string): PostmasterPid | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), ready: lines[7] === 'ready' || lines[7] === 'standby' };
}
