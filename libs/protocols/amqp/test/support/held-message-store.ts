import type { BrokerError, InsertRequest, Transaction, TransactionResult } from '@howdah/core';
import { MemoryMessageStore } from '@howdah/storage-memory';

/** A store that takes messages and, while it is held, does not commit them. */
export class HeldMessageStore extends MemoryMessageStore {
  #held: InsertRequest[] | null = null;
  #released: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  get heldCount(): number {
    return this.#held?.length ?? 0;
  }

  hold(): void {
    this.#held = [];
    this.#released = new Promise((resolve) => (this.#release = resolve));
  }

  release(): void {
    for (const request of this.#takeHeld()) super.insertMessage(request);
    this.#release();
  }

  /** None of what is held is stored. */
  fail(error: BrokerError): void {
    for (const request of this.#takeHeld()) request.settled(error, 0);
    this.#release();
  }

  #takeHeld(): readonly InsertRequest[] {
    const held = this.#held ?? [];
    this.#held = null;
    return held;
  }

  /** At least so many wait to be committed. */
  untilHeld(count: number): Promise<void> {
    if (this.heldCount >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  override insertMessage(request: InsertRequest): void {
    if (this.#held === null) return super.insertMessage(request);
    this.#held.push(request);
    for (const { count, resolve } of this.#waiting) if (this.heldCount >= count) resolve();
  }

  override async transact(transaction: Transaction): Promise<TransactionResult> {
    await this.#released;
    return super.transact(transaction);
  }
}
