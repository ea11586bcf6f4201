import { randomUUID } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { processStart } from './process-identity.js';

/** One line of the lock file: a claim, or the same token again with `released`. */
interface Claim {
  readonly token: string;
  readonly pid: number;
  readonly start: string | undefined;
  readonly released?: true;
}

export interface DataDirLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one that starts and stops Postgres in a data directory.
 *
 * The file is a list that is only appended to, one claim a line; the holder is the first claim that is neither released
 * nor left behind by a dead process. Everybody sees the same order, so two starters agree on the holder, and there is no
 * stale lock to remove, which is where two starters after a crash could each believe that they had it.
 * @throws EmbeddedPostgresError naming the pid of the living holder.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const path = join(dataDir, 'supervisor.lock');
  const mine: Claim = { token: randomUUID(), pid: process.pid, start: await processStart(process.pid) };
  await append(path, mine);
  const release = () => append(path, { ...mine, released: true });
  const holder = await firstLiving(await readClaims(path));
  if (holder?.token === mine.token) return { release };
  await release();
  throw new EmbeddedPostgresError(`the data directory ${dataDir} is in use by process ${holder?.pid}`, {
    remedy: 'stop that process, or start this one with another HOWDAH_DATA_DIR',
  });
}

/** A small append is one write, which the system does not interleave with another; the leading newline closes a torn line. */
function append(path: string, claim: Claim): Promise<void> {
  return appendFile(path, `\n${JSON.stringify(claim)}\n`, { mode: 0o600, flush: true });
}

async function readClaims(path: string): Promise<Claim[]> {
  const claims = new Map<string, Claim>();
  for (const line of (await readFile(path, 'utf8')).split('\n')) {
    const claim = parse(line);
    if (claim === undefined) continue;
    if (claim.released) claims.delete(claim.token);
    else claims.set(claim.token, claim);
  }
  return [...claims.values()];
}

async function firstLiving(claims: readonly Claim[]): Promise<Claim | undefined> {
  for (const claim of claims) {
    if (claim.start !== undefined && (await processStart(claim.pid)) === claim.start) return claim;
  }
  return undefined;
}

function parse(line: string): Claim | undefined {
  try {
    return JSON.parse(line) as Claim;
  } catch {
    return undefined; // an empty line, or one torn by a full disk
  }
}
