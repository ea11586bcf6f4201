import type { Session } from '../access/session.js';
import type { HeldState, ScannedMessage, ScanPlace } from '../ports/message-scan.js';
import type { SearchQuery } from './search-query.js';

export interface SearchRequest {
  readonly vhost: string;
  readonly query: SearchQuery;
  /** By position in the log. */
  readonly order: 'newest' | 'oldest';
  /** Messages at most. */
  readonly limit: number;
}

export interface FoundMessage extends ScannedMessage {
  readonly heldState: HeldState;
  /** Where it lies. */
  readonly queue: string;
  /** The queue that it died in, when it lies here as a dead letter of that and that still exists. */
  readonly origin: string | null;
}

/** How far a search came. */
export interface Searched {
  /** Looked at. */
  readonly messages: number;
  /** Of their bodies. */
  readonly bytes: number;
  /** That were looked through, and that were meant and may not be read. */
  readonly queues: number;
  readonly refusedQueues: number;
  /** Too large to be looked into, where a condition asked about the body. */
  readonly unreadBodies: number;
  /** Publishing times of the first and the last message looked at, ms since 1970. */
  readonly from: number | null;
  readonly to: number | null;
  /** end: everything was looked at. limit: enough was found. Else what it may take is used up. */
  readonly endedBy: 'end' | 'limit' | 'messages' | 'bytes' | 'time';
}

export interface SearchResult {
  readonly messages: readonly FoundMessage[];
  readonly searched: Searched;
  /** Go on behind it; null: there is nothing more. */
  readonly next: ScanPlace | null;
}

/** Messages as they are read; then what there is to say of the whole. */
export interface MessageExport {
  readonly pages: AsyncIterable<readonly FoundMessage[]>;
  /** So far. */
  searched(): Searched;
}

/** Looking for messages that are held, without taking them. For whoever may look at payloads; only queues that may be read are looked through. */
export interface SearchVerbs {
  /** vhost_not_found, queue_not_found, access_refused */
  searchMessages(session: Session, request: SearchRequest, after: ScanPlace | null): Promise<SearchResult>;
  /** Everything that is found, up to the limit, as fast as it is taken. */
  exportMessages(session: Session, request: SearchRequest): Promise<MessageExport>;
}
