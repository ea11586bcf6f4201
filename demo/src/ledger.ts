import type { ServiceName } from './services/service.js';

/** What happened in one service, as its own program and the publisher saw it. */
export class ServiceLedger {
  /** Orders that the broker confirmed for its queue, and as which message. */
  readonly published = new Map<string, string>();
  /** As which messages each order came. */
  readonly received = new Map<string, Set<string>>();
  /** How often each order was processed. */
  readonly processed = new Map<string, number>();
  /** ms from publishing to the confirmed acknowledgment. */
  readonly latencies: number[] = [];
  redeliveredCount = 0;
  /** Deliveries that the broker confirmed as settled, whatever the outcome. */
  settledCount = 0;
  leaseLostCount = 0;

  noteReceived(id: string, messageId: string): void {
    const messageIds = this.received.get(id) ?? new Set();
    this.received.set(id, messageIds.add(messageId));
  }

  noteProcessed(id: string): void {
    this.processed.set(id, (this.processed.get(id) ?? 0) + 1);
  }

  /** Orders that were processed again. */
  get duplicateCount(): number {
    return [...this.processed.values()].reduce((sum, count) => sum + count - 1, 0);
  }
}

/** What happened in this run. */
export class Ledger {
  readonly services: Readonly<Record<ServiceName, ServiceLedger>> = {
    payment: new ServiceLedger(),
    stock: new ServiceLedger(),
    email: new ServiceLedger(),
  };
  /** When each order was sent for the first time, ms since 1970. */
  readonly sentAt = new Map<string, number>();

  noteSent(id: string): void {
    if (!this.sentAt.has(id)) this.sentAt.set(id, Date.now());
  }
}
