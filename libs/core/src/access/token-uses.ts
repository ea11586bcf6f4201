import type { AccessStore } from '../ports/access-store.js';

/** A use is written down once in so many ms: a token may log in a thousand times a second. */
const noteEveryMs = 60_000;

/** When tokens were last used, to the minute. */
export class TokenUses {
  readonly #noted = new Map<string, number>();

  constructor(private readonly store: Pick<AccessStore, 'noteTokenUse'>) {}

  /** `now` in ms since 1970. Nobody waits for it, and what is lost the next use makes good. */
  note(id: string, now: number): void {
    if (now - (this.#noted.get(id) ?? -Infinity) < noteEveryMs) return;
    this.#noted.set(id, now);
    this.store.noteTokenUse(id, now).catch(() => this.#noted.delete(id));
  }
}
