import type { Session } from '../access/session.js';
import type { DeliveryReason } from '../explain/explain-delivery.js';
import type { Death, Seq } from '../message/message.js';
import type { OperationId } from '../ports/operation-store.js';
import type { AttemptRecord } from '../ports/message-store.js';
import type { FoundMessage } from '../search/search-api.js';

/** Something that has happened to a message. `at` in ms since 1970; null: not known. */
export type LifeEvent =
  | {
      readonly kind: 'published';
      readonly at: number;
      readonly exchange: string;
      readonly routingKey: string;
      readonly persistent: boolean;
      readonly userId: string | null;
      readonly appId: string | null;
    }
  | { readonly kind: 'routed'; readonly at: number | null; readonly queue: string }
  | { readonly kind: 'attempt'; readonly at: number; readonly queue: string; readonly attempt: AttemptRecord }
  | { readonly kind: 'died'; readonly at: number; readonly death: Death }
  | {
      /** left: an operation came by and left it, for the reason in `detail`. */
      readonly kind: 'redriven' | 'moved' | 'removed' | 'left';
      readonly at: number | null;
      readonly operation: OperationId;
      readonly by: string;
      readonly from: string;
      /** Null: not known, or nowhere. */
      readonly to: string | null;
      readonly detail: string | null;
    };

export interface MessageCopy extends FoundMessage {
  /** Why it is not delivered at this moment. */
  readonly reasons: readonly DeliveryReason[];
}

/** What is known of a message; what nobody has written down is said, too. */
export interface MessageLife {
  readonly id: Seq;
  readonly vhost: string;
  /** gone: in no queue any more. unknown: not among the messages that were looked at. */
  readonly holding: 'held' | 'gone' | 'unknown';
  readonly summary: string;
  /** Where it lies now. */
  readonly copies: readonly MessageCopy[];
  /** Oldest first. */
  readonly events: readonly LifeEvent[];
  readonly notKept: readonly string[];
  /** Messages that were looked at to find copies. */
  readonly looked: number;
  /** No copy can have been missed. */
  readonly isComplete: boolean;
}

export interface LifeVerbs {
  /**
   * For whoever may look at payloads, of queues that may be read. A message that no queue ties to the virtual host is told of to
   * administrators only. message_not_found
   */
  getMessageLife(session: Session, vhost: string, messageId: Seq): Promise<MessageLife>;
}
