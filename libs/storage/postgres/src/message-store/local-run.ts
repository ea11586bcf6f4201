import type { LeasedRun, OwnerId, QueueId, Seq, StoredMessage } from '@howdah/core';

export interface RunFields {
  readonly queueId: QueueId;
  readonly runId: Seq;
  readonly owner: OwnerId;
  readonly durable: boolean;
  readonly redelivered: boolean;
  readonly priority: number;
  readonly attempts: number;
  readonly deadFrom: QueueId | null;
  readonly expiresAt: number | null;
}

/** A run leased to this broker; it knows what of it is still owed, so that an ack needs no look-up. */
export class LocalRun implements LeasedRun {
  readonly queueId: QueueId;
  readonly runId: Seq;
  readonly owner: OwnerId;
  readonly durable: boolean;
  readonly redelivered: boolean;
  readonly priority: number;
  readonly attempts: number;
  readonly deadFrom: QueueId | null;
  readonly expiresAt: number | null;
  readonly messages: readonly StoredMessage[];
  /** Messages not settled yet. */
  #remaining: number;
  /** Acknowledged, not yet taken out of the stored run. */
  #acked: Seq[] = [];

  constructor(fields: RunFields, messages: readonly StoredMessage[]) {
    this.queueId = fields.queueId;
    this.runId = fields.runId;
    this.owner = fields.owner;
    this.durable = fields.durable;
    this.redelivered = fields.redelivered;
    this.priority = fields.priority;
    this.attempts = fields.attempts;
    this.deadFrom = fields.deadFrom;
    this.expiresAt = fields.expiresAt;
    this.messages = messages;
    this.#remaining = messages.length;
  }

  /** Messages of it were settled; true when none is left. */
  settle(count: number): boolean {
    this.#remaining -= count;
    return this.#remaining === 0;
  }

  get finished(): boolean {
    return this.#remaining === 0;
  }

  get hasAcked(): boolean {
    return this.#acked.length > 0;
  }

  keepAcked(seq: Seq): void {
    this.#acked.push(seq);
  }

  takeAcked(): Seq[] {
    const acked = this.#acked;
    this.#acked = [];
    return acked;
  }
}
