import { HowdahError, isHowdahError } from '../errors.js';
import type { AttemptFailure, Settlement } from '../link/link.js';
import { isOutcome } from '../outcome.js';

/** The broker keeps 8 kB of name, message and stack together; a little is left for JSON. */
const stackMax = 6_000;
const messageMax = 1_500;

/** By what a handler threw: what becomes of the message, and what the broker keeps of the attempt. */
export function settlementFor(thrown: unknown): Settlement {
  if (isOutcome(thrown)) {
    const { outcome, delayMs } = thrown;
    const told = outcome === 'retry' || outcome === 'reject' ? { error: describeFailure(thrown) } : {};
    return { outcome, delayMs, ...told };
  }
  return { outcome: isPoison(thrown) ? 'reject' : 'retry', error: describeFailure(thrown) };
}

/** Would fail in the same way each time. */
const isPoison = (thrown: unknown): boolean =>
  isHowdahError(thrown) && (thrown.code === 'schema_invalid' || thrown.code === 'not_readable');

/** An error as it is; for anything else an error that says what it was. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error || isHowdahError(thrown) || isOutcome(thrown)) return thrown;
  return new HowdahError('handler_threw_non_error', `the handler threw ${describe(thrown)}`, {
    remedy: 'Throw an Error, so that there is a message and a stack.',
    cause: thrown,
  });
}

function describeFailure(thrown: unknown): AttemptFailure {
  const error = asError(thrown);
  const name = isHowdahError(error) ? error.code : error.name;
  return { name: name.slice(0, 200), message: error.message.slice(0, messageMax), stack: stacks(error).slice(0, stackMax) };
}

/** Its own and those of its causes, without the frames of Node itself. */
function stacks(error: Error): string {
  const chain: string[] = [];
  for (let one: unknown = error; one instanceof Error && chain.length < 5; one = one.cause) {
    chain.push(
      (one.stack ?? one.message)
        .split('\n')
        .filter((line) => !line.includes('(node:'))
        .join('\n'),
    );
  }
  return chain.join('\nCaused by: ');
}

function describe(thrown: unknown): string {
  try {
    return (JSON.stringify(thrown) ?? typeof thrown).slice(0, 200);
  } catch {
    return typeof thrown;
  }
}
