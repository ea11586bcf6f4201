import { chmod, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * An empty folder among the temporary ones; who makes it removes it. Postgres' own account may pass through it: kept out, an
 * embedded server would put its data elsewhere, where nobody removes it.
 */
export async function makeScratchFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), `howdah-${name}-`));
  await chmod(folder, 0o711);
  return folder;
}
