import { isHowdahError } from './errors.js';
import type { Message } from './message.js';

/** An error that nobody waits for, as a log has it: what it is, and of which message. */
export function complaint(error: unknown, message?: Message): string {
  const about = message === undefined ? '' : ` for message ${message.id} of queue '${message.queue}', attempt ${message.attempt}`;
  return `${textOf(error)}${about}`;
}

function textOf(error: unknown): string {
  if (isHowdahError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
