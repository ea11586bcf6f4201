import type { HeldState } from '../ports/message-scan.js';
import type { PeekedMessage } from '../ports/message-store.js';

export function heldStateOf({ state, attempts, deadFrom }: Pick<PeekedMessage, 'state' | 'attempts' | 'deadFrom'>): HeldState {
  if (state === 'unacked') return 'leased';
  if (state === 'delayed') return attempts > 0 ? 'retrying' : 'scheduled';
  return deadFrom === null ? 'ready' : 'dead';
}
