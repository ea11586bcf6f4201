import type { Seq } from '../message/message.js';
import type { MessageStore, PeekedMessage } from '../ports/message-store.js';
import type { Operation } from '../ports/operation-store.js';
import { matches } from './filter.js';
import type { ReadPace } from './read-pace.js';

export type Scope = Pick<Operation, 'queueId' | 'filter' | 'cutoff'>;

export interface ScanLimits {
  /** Matching messages at most. */
  readonly matches: number;
  /** Messages looked at, about. */
  readonly reads: number;
  /** Of bodies looked at, about. */
  readonly bytes: number;
}

export interface ScannedPage {
  readonly messages: readonly PeekedMessage[];
  /** Messages looked at. */
  readonly reads: number;
  /** Everything up to here has been looked at. */
  readonly end: Seq;
  /** Nothing of the scope is behind it. */
  readonly isLast: boolean;
}

/** The next messages of a scope behind `after`, in the order of their positions. */
export async function scan(
  store: MessageStore,
  { queueId, filter, cutoff }: Scope,
  after: Seq,
  limits: ScanLimits,
  pace: ReadPace,
): Promise<ScannedPage> {
  const messages: PeekedMessage[] = [];
  const takesAll = Object.keys(filter).length === 0;
  let end = after;
  let reads = 0;
  let bytes = 0;
  for (;;) {
    // One more than there is room for tells whether it is the last page.
    const limit = takesAll ? Math.min(pace.count, limits.matches - messages.length + 1) : pace.count;
    const peeked = await store.peekMessages(queueId, { limit, after: end });
    for (const one of peeked) {
      if (one.seq > cutoff) return { messages, reads, end: cutoff, isLast: true };
      if (messages.length === limits.matches) return { messages, reads, end, isLast: false };
      end = one.seq;
      reads++;
      if (matches(filter, one)) messages.push(one);
    }
    if (peeked.length < limit) return { messages, reads, end: cutoff, isLast: true };
    const size = peeked.reduce((sum, { message }) => sum + message.body.length, 0);
    pace.note(peeked.length, size);
    bytes += size;
    if (reads >= limits.reads || bytes >= limits.bytes) return { messages, reads, end, isLast: false };
  }
}
