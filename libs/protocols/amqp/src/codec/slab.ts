/** Whoever writes into the slab at the moment. */
export interface SlabUser {
  /** Another one writes from here on: what you have written ends here. */
  endPiece(): void;
}

const slabBytes = 256 * 1024;

/**
 * Memory that the encoders of all connections write into, one after the other, so that an idle connection owns none.
 * A piece is given to its socket and never written again; the slab is freed when the last piece of it has been sent.
 */
export class Slab {
  bytes = Buffer.alloc(0);
  /** Where the next byte goes. */
  at = 0;
  #user: SlabUser | null = null;

  /** Makes room for `count` bytes in one piece, for this user. True when a new piece begins. */
  reserve(user: SlabUser, count: number): boolean {
    const continues = this.#user === user && this.bytes.length - this.at >= count;
    if (continues) return false;
    this.#user?.endPiece();
    this.#user = user;
    if (this.bytes.length - this.at < count) {
      this.bytes = Buffer.allocUnsafeSlow(Math.max(slabBytes, count));
      this.at = 0;
    }
    return true;
  }

  release(user: SlabUser): void {
    if (this.#user !== user) return;
    user.endPiece();
    this.#user = null;
  }
}

export const sharedSlab = new Slab();
