import type { Seq } from '../message/message.js';
import type { MessageStore, PeekedMessage } from '../ports/message-store.js';
import type { Operation } from '../ports/operation-store.js';
import { matches } from './filter.js';

/** Messages read at a time: their bodies must fit into memory, and most are small. */
const step = { first: 16, max: 512, smallBytes: 512 * 1024, largeBytes: 4 * 1024 * 1024 };

export type Scope = Pick<Operation, 'queueId' | 'filter' | 'cutoff'>;

export interface ScanLimits {
  /** Matching messages at most. */
  readonly matches: number;
  /** Messages looked at, about. */
  readonly reads: number;
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
): Promise<ScannedPage> {
  const messages: PeekedMessage[] = [];
  let end = after;
  let reads = 0;
  let limit = step.first;
  let bytes = 0;
  for (;;) {
    const peeked = await store.peekMessages(queueId, { limit, after: end });
    for (const one of peeked) {
      if (one.seq > cutoff) return { messages, reads, end: cutoff, isLast: true };
      // The first that there is no more room for begins the next page.
      if (messages.length === limits.matches) return { messages, reads, end, isLast: false };
      end = one.seq;
      reads++;
      if (matches(filter, one)) messages.push(one);
    }
    if (peeked.length < limit) return { messages, reads, end: cutoff, isLast: true };
    const size = peeked.reduce((sum, { message }) => sum + message.body.length, 0);
    bytes += size;
    if (reads >= limits.reads || bytes >= step.largeBytes) return { messages, reads, end, isLast: false };
    if (size < step.smallBytes) limit = Math.min(limit * 2, step.max);
  }
}
