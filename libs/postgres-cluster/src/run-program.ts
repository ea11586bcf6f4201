import { spawn } from 'node:child_process';
import type { OsUser } from './os-user.js';

export interface ProgramResult {
  /** Null when the program was ended by a signal. */
  readonly code: number | null;
  readonly output: string;
}

/** Nothing of our own environment but the path: a stray PGDATA or PGPORT must not reach Postgres. */
const cleanEnvironment: NodeJS.ProcessEnv = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' };

/** Spawn options that make a child run as that user; the working directory is one that everybody may enter. */
export function asUser(user: OsUser | undefined): { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number } {
  const common = { cwd: '/', env: cleanEnvironment };
  return user === undefined ? common : { ...common, uid: user.uid, gid: user.gid };
}

/** Runs a program to its end. Rejects with the system's error (EACCES, ENOENT) when it cannot be started. */
export function runProgram(file: string, args: readonly string[], user?: OsUser): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...asUser(user), stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8').trim() }));
  });
}
