import type { Operation, OwnerId, QueueId, ReportItem, Seq } from '@howdah/core';

/** A message that an operation has moved, until it is known what became of it. */
export interface FollowedMessage {
  readonly messageId: Seq;
  readonly seq: Seq;
  readonly queueId: QueueId;
  /** ms since 1970. */
  readonly movedAt: number;
}

export interface KeptOperation {
  operation: Operation;
  /** Who leases it. */
  owner: OwnerId | null;
  readonly key: { readonly key: string; readonly digest: Buffer } | null;
  followed: FollowedMessage[];
  readonly report: ReportItem[];
}
