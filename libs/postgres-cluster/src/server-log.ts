import { open, rename, stat, type FileHandle } from 'node:fs/promises';

/** A log larger than this is set aside at the next start; one older file is kept. */
const bytesMax = 16 * 1024 * 1024;

/**
 * Postgres writes into a file, not into a pipe of ours, so that it can outlive us and its last words can still be read.
 * The file belongs to us; Postgres gets it open.
 */
export async function openServerLog(path: string): Promise<FileHandle> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > bytesMax) await rename(path, `${path}.1`);
  return open(path, 'a+', 0o600);
}

/** What was written since `position` bytes, the last 4 kB of it. */
export async function readSince(log: FileHandle, position: number): Promise<string> {
  const { size } = await log.stat();
  const from = Math.max(position, size - 4096);
  const buffer = Buffer.alloc(Math.max(0, size - from));
  await log.read(buffer, 0, buffer.length, from);
  return buffer.toString('utf8').trim();
}
