/** What the person at the terminal sees of a start and a stop: steps with their times, on stdout. */
export class Progress {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Names the step, runs it and says how long it took. Inside, `note` tells details. */
  async step<T>(name: string, run: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    this.#write(`• ${name}\n`);
    try {
      const result = await run();
      this.#write(`  ✓ ${seconds(performance.now() - startedAt)}\n`);
      return result;
    } catch (error) {
      this.#write(`  ✗ ${seconds(performance.now() - startedAt)}\n`);
      throw error;
    }
  }

  note(line: string): void {
    this.#write(`    ${line}\n`);
  }

  print(text: string): void {
    this.#write(`${text}\n`);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
