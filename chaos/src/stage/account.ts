import { execFile } from 'node:child_process';
import { chown, mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The account that Postgres runs as: Debian's own when we are root, which Postgres refuses to be; else ours. */
export interface Account {
  /** Makes an empty directory that it owns. */
  makeFolder(path: string): Promise<void>;
  /** Gives it a file. */
  own(path: string): Promise<void>;
  /** Puts before a program what runs it as this account. */
  command(program: string, programArguments: readonly string[]): { program: string; arguments: readonly string[] };
  /** Makes a file system in memory at a directory; undefined when we may not. */
  readonly mount?: (path: string, mebibytes: number) => Promise<void>;
}

export async function postgresAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) {
    return {
      makeFolder: async (path) => void (await mkdir(path, { mode: 0o700 })),
      own: async () => undefined,
      command: (program, programArguments) => ({ program, arguments: programArguments }),
    };
  }
  const [uid, gid] = [await idOf('-u'), await idOf('-g')];
  return {
    async makeFolder(path) {
      await mkdir(path, { mode: 0o700 });
      await chown(path, uid, gid);
    },
    own: (path) => chown(path, uid, gid),
    command: (program, programArguments) => ({
      program: 'setpriv',
      arguments: [`--reuid=${uid}`, `--regid=${gid}`, '--init-groups', '--', program, ...programArguments],
    }),
    async mount(path, mebibytes) {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0700,uid=${uid},gid=${gid}`, 'tmpfs', path]);
    },
  };
}

export async function unmount(path: string): Promise<void> {
  await run('umount', ['--lazy', path]);
}

const idOf = async (option: string): Promise<number> => Number((await run('id', [option, 'postgres'])).stdout);
