import { isUtf8 } from 'node:buffer';

/**
 * The text of a short string (section 4.2.5.3). Throws for bytes that are no UTF-8: as text they would be others, and up to three times
 * as many, so that an answer could not repeat them.
 */
export function readShortString(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  // What cannot be read becomes U+FFFD; only then, which is rare, is a closer look worth its time.
  if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end))) throw new Error('a short string is not UTF-8');
  return text;
}
