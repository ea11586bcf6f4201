import type { FoundMessage, Searched } from '@howdah/core';
import { instantOrNull } from './instant.js';
import { showPeeked, type BodyView } from './show-message.js';

/** A search shows the beginning of each body. */
const preview: BodyView = { bodyLimit: 1_024 };

export const showFound = (found: FoundMessage) => showWhole(found, preview);

export function showWhole({ heldState, queue, origin, queueId: _, ...peeked }: FoundMessage, view: BodyView = {}) {
  return { ...showPeeked(peeked, view), state: heldState, queue, origin };
}

export function showSearched({ from, to, ...searched }: Searched) {
  return { ...searched, from: instantOrNull(from), to: instantOrNull(to) };
}
