import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.js';

/** The whole number given as `--name`, or the default. @throws UsageError that says what is accepted. */
export function sizeOption<Name extends string>(name: Name, standard: number): number {
  const text = readOption(name, String(standard));
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new UsageError(`--${name}: found ${text}; accepted is a whole number from 1 to 9999999`);
}

function readOption(name: string, standard: string): string {
  try {
    return String(parseArgs({ options: { [name]: { type: 'string', default: standard } } }).values[name]);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; accepted is --${name}`);
  }
}
