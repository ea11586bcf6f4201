import { usageError } from '../cli-error.js';

/** A whole number of an option; `max` included. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
    throw usageError(`'${text}' is not accepted.`, `Give a whole number ${range}.`);
  };
}

/** '5%' or '0.05'. */
export function parseShare(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text !== '' && value >= 0 && value <= 1) return value;
  throw usageError(`'${text}' is no share.`, "Give one from 0% to 100%, such as '5%'.");
}

/** A positive number, such as messages a second. */
export function parseRate(text: string): number {
  const value = Number(text);
  if (text !== '' && value > 0 && value <= 1_000_000) return value;
  throw usageError(`'${text}' is no rate.`, 'Give messages a second, more than 0 and at most 1000000.');
}
