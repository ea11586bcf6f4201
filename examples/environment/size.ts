import { parseArgs } from 'node:util';

/** The whole number given as `--name`, or the default. @throws Error that says what is accepted. */
export function sizeOption<Name extends string>(name: Name, standard: number): number {
  const { values } = parseArgs({ options: { [name]: { type: 'string', default: String(standard) } } });
  const text = String(values[name]);
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Error(`--${name}: found ${text}; accepted is a whole number from 1 to 9999999`);
}
