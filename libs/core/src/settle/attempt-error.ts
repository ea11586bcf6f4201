import type { AttemptError } from '../message/message.js';

/** UTF-8 bytes of name, message and stack together. */
export const attemptErrorBytesMax = 8_192;

/** The error as it is kept: within 8 kB, the stack shortened first, then the message. */
export function capAttemptError(error: AttemptError | undefined): AttemptError | null {
  if (error === undefined) return null;
  const name = cut(storable(error.name), 256);
  const message = cut(storable(error.message), attemptErrorBytesMax - Buffer.byteLength(name));
  const room = attemptErrorBytesMax - Buffer.byteLength(name) - Buffer.byteLength(message);
  const stack = error.stack === undefined ? '' : cut(storable(error.stack), room);
  return stack === '' ? { name, message } : { name, message, stack };
}

/** Text in a database holds no NUL. */
const storable = (text: string): string => text.replaceAll('\0', '\ufffd');

/** At most `bytes` bytes of UTF-8, cut between characters. */
function cut(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  const whole = Buffer.from(text);
  if (whole.length <= bytes) return text;
  let end = bytes;
  while (end > 0 && ((whole[end] ?? 0) & 0b1100_0000) === 0b1000_0000) end--;
  return whole.toString('utf8', 0, end);
}
