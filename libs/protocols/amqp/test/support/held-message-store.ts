import type { InsertRequest } from '@howdah/core';
import { MemoryMessageStore } from '@howdah/storage-memory';

/** A store that takes messages and, while it is held, does not commit them. */
export class HeldMessageStore extends MemoryMessageStore {
  #held: InsertRequest[] | null = null;
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  get heldCount(): number {
    return this.#held?.length ?? 0;
  }

  hold(): void {
    this.#held = [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const request of held) super.insertMessage(request);
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
}
