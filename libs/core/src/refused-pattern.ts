import { BrokerError } from './errors.js';

/** `what` is how the sentence begins, with the pattern in it; `cause` is what the compiler has thrown, which tells what is wrong. */
export function refusedPattern(what: string, pattern: string, cause: unknown): BrokerError {
  const { message } = cause as Error;
  const reason = message.slice(message.lastIndexOf(': ') + 2).toLowerCase();
  return new BrokerError('invalid_argument', `${what} is not a regular expression: ${reason}`, {
    cause,
    remedy: 'Close every bracket, and write \\ before a character that is meant as it is.',
    details: { argument: 'pattern', found: pattern, accepted: 'a regular expression' },
  });
}
