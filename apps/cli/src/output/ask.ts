import { confirm, isCancel, password } from '@clack/prompts';
import { CliError } from '../cli-error.js';
import { exitCodes } from '../exit-codes.js';
import type { Io } from '../io.js';

interface Asking {
  readonly input: boolean;
}

/** Whether somebody sits there who may be asked. */
export function canAsk({ input }: Asking, { stdin, stderr }: Io): boolean {
  return input && stdin.isTTY === true && stderr.isTTY === true;
}

export async function askSecret(message: string, io: Io): Promise<string> {
  return answered(await password({ message, ...streams(io) }));
}

export async function askConfirmation(message: string, io: Io): Promise<boolean> {
  return answered(await confirm({ message, initialValue: false, ...streams(io) }));
}

/** Questions are said to a person, not to whoever reads the data. */
function streams({ stdin, stderr, signal }: Io) {
  return { input: stdin, output: stderr, signal };
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (!isCancel(answer)) return answer as Exclude<T, symbol>;
  throw new CliError('Nothing was done.', { exitCode: exitCodes.interrupted });
}
