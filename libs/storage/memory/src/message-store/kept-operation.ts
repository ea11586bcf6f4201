import type { MessageTrace, Operation, OwnerId, QueueId, ReportItem, Seq } from '@howdah/core';

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

export function tracesOf({ operation, followed, report }: KeptOperation, messageId: Seq): MessageTrace[] {
  const isOfOne = operation.filter.messageId === messageId && operation.moved > 0;
  return [
    ...followed
      .filter((one) => one.messageId === messageId)
      .map(({ seq, queueId, movedAt: at }) => ({
        operation,
        outcome: 'moved' as const,
        place: { seq, queueId },
        at,
        detail: '',
      })),
    ...report
      .filter((one) => one.messageId === messageId)
      .map(({ outcome, reason, detail, at }) => {
        return { operation, outcome, place: null, at, detail: detail === '' ? reason : `${reason}: ${detail}` };
      }),
    ...(isOfOne
      ? [{ operation, outcome: 'moved' as const, place: null, at: operation.endedAt ?? operation.createdAt, detail: '' }]
      : []),
  ];
}
