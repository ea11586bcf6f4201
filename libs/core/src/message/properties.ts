import type { FieldTable } from './field-table.js';

/** A message's properties as plain values; absent means not set. */
export interface PropertyFields {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly headers?: FieldTable;
  /** 1 transient, 2 persistent. */
  readonly deliveryMode?: number;
  /** 0 to 255, higher first; used by queues with x-max-priority. */
  readonly priority?: number;
  readonly correlationId?: string;
  readonly replyTo?: string;
  /** Time to live in ms as a decimal string. */
  readonly expiration?: string;
  readonly messageId?: string;
  /** Seconds since 1970. */
  readonly timestamp?: number;
  readonly type?: string;
  readonly userId?: string;
  readonly appId?: string;
  readonly clusterId?: string;
}

export class Properties {}
