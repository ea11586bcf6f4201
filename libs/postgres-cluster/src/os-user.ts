import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { runProgram } from './run-program.js';

/** The account that Postgres runs as when we are root, which it refuses to be. */
export interface OsUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const accountName = 'postgres';

/** The account to run Postgres as; undefined means our own, which is right for everybody but root. */
export async function postgresUser(log: (line: string) => void): Promise<OsUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return (await existingUser()) ?? (await createdUser(log));
}

async function existingUser(): Promise<OsUser | undefined> {
  const uid = await runProgram('id', ['-u', accountName]);
  if (uid.code !== 0) return undefined;
  const gid = await runProgram('id', ['-g', accountName]);
  return { name: accountName, uid: Number(uid.output), gid: Number(gid.output) };
}

async function createdUser(log: (line: string) => void): Promise<OsUser> {
  log(`Postgres refuses to run as root: creating the system user ${accountName}`);
  const made = await runProgram('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/bin/false',
    accountName,
  ]).catch((error: Error) => ({ code: null, output: error.message }));
  const user = await existingUser();
  if (user !== undefined) return user;
  throw new EmbeddedPostgresError(
    `Postgres refuses to run as root and the user ${accountName} could not be created: ${made.output}`,
    {
      remedy: `create a system user named ${accountName}, or start as an ordinary user`,
    },
  );
}
