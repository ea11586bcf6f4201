import { BrokerError } from '@howdah/core';
import { CliError } from '../cli-error.js';
import { printable } from './cells.js';
import type { Paint } from './colours.js';

/** Some lines for a person. What nobody expected comes with its stack. */
export function showError(error: unknown, paint: Paint): string {
  const { message, remedy, details } = explain(error);
  return [
    `${paint('bad', '✗')} ${message}`,
    ...details.map((detail) => `  ${paint('faint', detail)}`),
    ...(remedy === undefined ? [] : [`  ${paint('busy', '→')} ${remedy}`]),
    '',
  ].join('\n');
}

interface Explained {
  readonly message: string;
  readonly remedy: string | undefined;
  readonly details: readonly string[];
}

function explain(error: unknown): Explained {
  if (error instanceof CliError) {
    return { message: printable(error.message), remedy: error.remedy, details: error.details.map(printable) };
  }
  // What comes from the database, through its storage.
  if (error instanceof BrokerError && error.code !== 'internal')
    return { message: `${error.message} (${error.code})`, remedy: error.remedy, details: [] };
  const { stack, message } = error as Error;
  return {
    message: `This was not expected: ${message}`,
    remedy: 'It is a mistake of the command line itself; please report it with the lines above.',
    details: (stack ?? '')
      .split('\n')
      .slice(1, 8)
      .map((line) => line.trim()),
  };
}
