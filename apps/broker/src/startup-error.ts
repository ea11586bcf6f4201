import { BrokerError } from '@howdah/core';

/** Why the broker does not start, in words for whoever started it. `remedy` is what to do about it. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
  readonly remedy: string | undefined;

  constructor(message: string, options: { readonly remedy?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.remedy = options.remedy;
  }
}

/** One paragraph for the terminal; undefined for what nobody expected, which belongs into the log with its stack. */
export function explain(error: unknown): string | undefined {
  if (!isExplained(error)) return undefined;
  return error.remedy === undefined ? error.message : `${error.message}\n${asSentence(error.remedy)}`;
}

/** Ours, the core's and the embedded Postgres' errors say what to do; of the core's, `internal` is a mistake of our own. */
function isExplained(error: unknown): error is Error & { readonly remedy: string | undefined } {
  return error instanceof Error && 'remedy' in error && !(error instanceof BrokerError && error.code === 'internal');
}

function asSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? '' : '.');
}
