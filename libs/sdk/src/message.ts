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

export class ReceivedMessage<T> implements Message<T> {
  readonly id: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly attempt: number;
  readonly redelivered: boolean;
  readonly correlationId: string | undefined;

  constructor(
    incoming: Incoming,
    readonly queue: string,
    readonly data: T,
  ) {
    this.id = incoming.messageId ?? '';
    this.headers = incoming.headers;
    this.attempt = incoming.attempt;
    this.redelivered = incoming.redelivered;
    this.correlationId = incoming.correlationId;
  }

  get deaths(): readonly Death[] {
    return readDeaths(this.headers['x-death']);
  }
}

function readDeaths(header: unknown): readonly Death[] {
  const entries = (Array.isArray(header) ? header : []) as Record<string, unknown>[];
  return entries.map(({ queue, reason, count }) => ({ queue: String(queue), reason: String(reason), count: Number(count) }));
}
