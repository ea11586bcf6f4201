import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { CliError } from '../cli-error.js';
import { exitCodes } from '../exit-codes.js';
import type { Io } from '../io.js';

/** A file, or all of stdin for '-'. */
export async function readInput(path: string, { stdin }: Pick<Io, 'stdin'>): Promise<Buffer> {
  if (path === '-') {
    const parts: Buffer[] = [];
    for await (const part of stdin) parts.push(Buffer.from(part as Uint8Array));
    return Buffer.concat(parts);
  }
  try {
    return await readFile(path);
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${(error as Error).message}.`, { exitCode: exitCodes.usage, cause: error });
  }
}

/** Lines of stdin as they come, without their ends. */
export function readLines({ stdin }: Pick<Io, 'stdin'>): AsyncIterable<string> {
  return createInterface({ input: stdin, crlfDelay: Infinity });
}

/** The first line of stdin; empty when there is none. */
export async function readLine(io: Pick<Io, 'stdin'>): Promise<string> {
  if (io.stdin.isTTY === true) return '';
  for await (const line of readLines(io)) return line;
  return '';
}
