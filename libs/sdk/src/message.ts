import type { Incoming } from './link/link.js';

/** A message in a handler's hands. */
export interface Message<T = unknown> {
  readonly data: T;
  readonly queue: string;
  /** What its publisher called it; the idempotency key if it gave one. Empty when it did neither. */
  readonly id: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** From 1. */
  readonly attempt: number;
  /** Was handed out before and came back: it may have been processed. */
  readonly redelivered: boolean;
  readonly correlationId: string | undefined;
  /** Why and where it died before, newest first. */
  readonly deaths: readonly Death[];
}

export interface Death {
  readonly queue: string;
  readonly reason: string;
  readonly count: number;
}

export function createMessage<T>(incoming: Incoming, queue: string, data: T): Message<T> {
  const { headers, attempt, redelivered, correlationId } = incoming;
  return {
    ...{ data, queue, headers, attempt, redelivered, correlationId },
    id: incoming.messageId ?? '',
    get deaths() {
      return readDeaths(headers['x-death']);
    },
  };
}

function readDeaths(header: unknown): readonly Death[] {
  const entries = (Array.isArray(header) ? header : []) as Record<string, unknown>[];
  return entries.map(({ queue, reason, count }) => ({ queue: String(queue), reason: String(reason), count: Number(count) }));
}
