import type { Incoming } from '../link/link.js';

interface Encoded {
  contentEncoding: string | undefined;
}

const encodings = ({ contentEncoding }: Encoded): string[] =>
  (contentEncoding ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

/** As HTTP: in the order in which they were applied. */
export function addEncoding(message: Encoded, encoding: string): void {
  message.contentEncoding = [...encodings(message), encoding].join(', ');
}

export const lastEncoding = (message: Encoded): string | undefined => encodings(message).at(-1);

export function removeEncoding(message: Encoded): void {
  message.contentEncoding = encodings(message).slice(0, -1).join(', ') || undefined;
}

/** A message with a content encoding comes as bytes. */
export const bytesOf = ({ body }: Incoming): Buffer => (Buffer.isBuffer(body) ? body : Buffer.from(String(body)));
