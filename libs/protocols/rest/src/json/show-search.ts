import type { FoundMessage, Searched } from '@howdah/core';
import { instantOrNull } from './instant.js';
import { showPeeked } from './show-message.js';

/** A list of messages shows the beginning of each body, bytes. */
const previewBytes = 1_024;

export function showFound(found: FoundMessage) {
  const { body } = found.message;
  const isBodyCut = body.length > previewBytes;
  const shown = isBodyCut ? { ...found, message: { ...found.message, body: cut(body) } } : found;
  return { ...showWhole(shown), bodyBytes: body.length, isBodyCut };
}

export function showWhole({ heldState, queue, origin, queueId: _, ...peeked }: FoundMessage) {
  return { ...showPeeked(peeked), state: heldState, queue, origin };
}

/** Between two characters of UTF-8, if that is what it is. */
function cut(body: Buffer): Buffer {
  let end = previewBytes;
  while (end > previewBytes - 4 && (body[end]! & 0xc0) === 0x80) end--;
  return body.subarray(0, end);
}

export function showSearched({ from, to, ...searched }: Searched) {
  return { ...searched, from: instantOrNull(from), to: instantOrNull(to) };
}
