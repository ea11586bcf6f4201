import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../ports/clock.js';
import type { PasswordHasher } from '../ports/password-hasher.js';

/** How long a verified password is not verified again. */
const rememberMs = 5 * 60_000;

interface Remembered {
  readonly until: number;
  readonly matches: Promise<boolean>;
}

/**
 * Verifies passwords at the cost of one slow hash for each password in five minutes, because HTTP Basic sends it with each
 * request. Memory holds an HMAC under a key of this process, never a password; the stored hash is part of it,
 * so a changed password is not remembered.
 */
export class PasswordCheck {
  readonly #key = randomBytes(32);
  readonly #remembered = new Map<string, Remembered>();
  readonly #hasher: PasswordHasher;
  readonly #clock: Clock;
  #unusableHash: Promise<string> | undefined;

  constructor(hasher: PasswordHasher, clock: Clock) {
    this.#hasher = hasher;
    this.#clock = clock;
  }

  /** `hash` null (no such user, or no login by password) takes as long as a wrong password and is false. */
  async matches(user: string, hash: string | null, password: string): Promise<boolean> {
    if (hash === null) return this.#refuseSlowly(password);
    const fingerprint = this.#fingerprint(user, hash, password);
    const known = this.#remembered.get(fingerprint);
    if (known !== undefined && known.until > this.#clock.now()) return known.matches;
    return this.#verify(fingerprint, hash, password);
  }

  forget(): void {
    this.#remembered.clear();
  }

  /** Remembered from the start, so that requests arriving together share one verification; a failure is forgotten. */
  async #verify(fingerprint: string, hash: string, password: string): Promise<boolean> {
    const entry = { until: this.#clock.now() + rememberMs, matches: this.#hasher.verify(hash, password) };
    this.#remembered.set(fingerprint, entry);
    try {
      const matches = await entry.matches;
      if (!matches) this.#remembered.delete(fingerprint);
      return matches;
    } catch (error) {
      this.#remembered.delete(fingerprint);
      throw error;
    }
  }

  async #refuseSlowly(password: string): Promise<false> {
    this.#unusableHash ??= this.#hasher.hash(randomBytes(32).toString('base64url'));
    await this.#hasher.verify(await this.#unusableHash, password);
    return false;
  }

  #fingerprint(user: string, hash: string, password: string): string {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([user, hash, password]))
      .digest('base64');
  }
}
