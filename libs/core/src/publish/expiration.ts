import { BrokerError } from '../errors.js';

/** RabbitMQ's limit, ten years. */
export const expirationMsMax = 315_360_000_000;

/** The `expiration` property in ms; invalid_message with RabbitMQ's words for what is not a whole number in range. */
export function parseExpiration(text: string): number {
  const found = /^([+-]?\d+)(.*)$/s.exec(text);
  if (found === null) throw invalid(text, 'no_integer');
  const [, digits, rest] = found;
  if (rest) throw invalid(text, `{leftover_string,"${rest}"}`);
  const value = Number(digits);
  if (value < 0) throw invalid(text, `{value_negative,${digits}}`);
  if (value > expirationMsMax) throw invalid(text, `{value_too_large,${digits}}`);
  return value;
}

function invalid(text: string, reason: string): BrokerError {
  return new BrokerError('invalid_message', `invalid expiration '${text}': ${reason}`, {
    remedy: `Set a whole number of milliseconds from 0 to ${expirationMsMax} as a decimal string.`,
  });
}
