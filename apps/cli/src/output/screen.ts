import type { Output } from '../io.js';

const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';

/** A few lines of a terminal that are drawn again and again, in place. */
export class Screen {
  readonly #out: Output;
  #drawn = 0;

  constructor(out: Output) {
    this.#out = out;
    out.write(hideCursor);
  }

  draw(text: string): void {
    const lines = text.replace(/\n$/, '').split('\n');
    const rows = Math.max(1, (this.#out.rows ?? 24) - 1);
    const kept = lines.slice(0, rows);
    this.#out.write(`${this.#erased()}${kept.map((line) => `${line}\x1b[K`).join('\n')}\n`);
    this.#drawn = kept.length;
  }

  /** Leaves what is there now. */
  close(): void {
    this.#out.write(showCursor);
  }

  #erased(): string {
    return this.#drawn === 0 ? '' : `\x1b[${this.#drawn}A\x1b[0J`;
  }
}
