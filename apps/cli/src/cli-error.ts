import { exitCodes, type ExitCode } from './exit-codes.js';

interface Options {
  readonly exitCode?: ExitCode;
  /** What to do about it, a sentence. */
  readonly remedy?: string;
  /** Further lines, such as each place of a request that is wrong. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
}

/** Ends the command: what was wrong, what was found, what to do. Default exit code: failed. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  readonly remedy: string | undefined;
  readonly details: readonly string[];

  constructor(message: string, { exitCode = exitCodes.failed, remedy, details = [], cause }: Options = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
    this.remedy = remedy;
    this.details = details;
  }

  /** The same, told by another exit code. */
  withExitCode(exitCode: ExitCode): CliError {
    const { message, remedy, details } = this;
    return new CliError(message, { exitCode, details, cause: this, ...(remedy === undefined ? {} : { remedy }) });
  }
}

/** The command line itself is wrong. */
export function usageError(message: string, remedy?: string): CliError {
  return new CliError(message, { exitCode: exitCodes.usage, ...(remedy === undefined ? {} : { remedy }) });
}
