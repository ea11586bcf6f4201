import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Loads a package that is installed in a folder of its own: peers are no dependencies of ours. */
export async function importFrom<T>(folder: string, name: string): Promise<T> {
  const path = createRequire(join(folder, 'package.json')).resolve(name);
  return (await import(path)) as T;
}
