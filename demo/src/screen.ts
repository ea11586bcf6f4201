/** Where the run shows itself: a table that is drawn over the last one on a terminal, blocks of lines elsewhere. */
export class Screen {
  readonly #out: NodeJS.WriteStream;
  #drawnCount = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** How often a table is worth drawing. */
  get refreshMs(): number {
    return this.#out.isTTY ? 200 : 1_000;
  }

  draw(lines: readonly string[]): void {
    this.#erase();
    this.#out.write(`${lines.join('\n')}\n${this.#out.isTTY ? '' : '\n'}`);
    this.#drawnCount = lines.length;
  }

  /** A line that stays; the next table comes below it. */
  say(line: string): void {
    this.#erase();
    this.#out.write(`${line}\n`);
  }

  /** Leaves the table that is there now. */
  keep(): void {
    this.#drawnCount = 0;
  }

  #erase(): void {
    if (this.#out.isTTY && this.#drawnCount > 0) this.#out.write(`\x1b[${this.#drawnCount}A\x1b[0J`);
    this.#drawnCount = 0;
  }
}
