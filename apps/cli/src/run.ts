import { CommanderError } from 'commander';
import { RequestPrinted } from './api/client.js';
import { CliError } from './cli-error.js';
import { exitCodes } from './exit-codes.js';
import { createCli } from './invoke.js';
import type { Io } from './io.js';
import { paintFor } from './output/colours.js';
import { showError } from './output/show-error.js';
import { createProgram } from './program.js';

/** One command line, without the program's name. Resolves with the exit code; never rejects. */
export async function run(words: readonly string[], io: Io): Promise<number> {
  const cli = createCli(io);
  const program = createProgram(cli);
  try {
    await program.parseAsync(words, { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    return end(error, words, io);
  }
}

function end(error: unknown, words: readonly string[], io: Io): number {
  // Nobody reads any more, as behind `| head`: everything was said that was wanted.
  if (isClosed(io.signal.reason)) return exitCodes.ok;
  if (io.signal.aborted) return exitCodes.interrupted;
  if (error instanceof RequestPrinted) {
    io.stdout.write(`${error.curl}\n`);
    return exitCodes.ok;
  }
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  io.stderr.write(showError(error, paintFor(io.stderr, io, !words.includes('--no-color'))));
  return error instanceof CliError ? error.exitCode : exitCodes.failed;
}

function isClosed(reason: unknown): boolean {
  return (reason as NodeJS.ErrnoException | undefined)?.code === 'EPIPE';
}
