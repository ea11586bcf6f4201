import type { Io } from '../io.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const enter = '\x1b[?1049h\x1b[?25l';
const leave = '\x1b[?25h\x1b[?1049l';
const home = '\x1b[H';
const clearBelow = '\x1b[0J';
const clearLine = '\x1b[K';
const escape = '\x1b';
/** q, Ctrl-C, Ctrl-D. */
const endKeys = ['q', 'Q', '\x03', '\x04'];

type RawInput = Io['stdin'] & { setRawMode?(on: boolean): void };

/** The whole terminal, given back as it was. Ends by q, Esc or Ctrl-C. */
export class FullScreen {
  readonly #io: Io;
  readonly #end = new AbortController();
  readonly #onKey = (keys: Buffer): void => {
    if (isEnd(keys.toString())) this.#end.abort();
  };

  constructor(io: Io) {
    this.#io = io;
    io.stdout.write(enter);
    if (io.signal.aborted) this.#end.abort();
    io.signal.addEventListener('abort', () => this.#end.abort(), { once: true });
    if (io.stdin.isTTY !== true) return;
    (io.stdin as RawInput).setRawMode?.(true);
    io.stdin.on('data', this.#onKey).resume();
  }

  /** Aborts when somebody has seen enough. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  draw(render: (size: Size) => string): void {
    const { stdout } = this.#io;
    const size = { columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 };
    const lines = render(size).split('\n').slice(0, size.rows);
    stdout.write(`${home}${lines.map((line) => `${line}${clearLine}`).join('\r\n')}${clearBelow}`);
  }

  close(): void {
    const { stdin, stdout } = this.#io;
    stdout.write(leave);
    if (stdin.isTTY !== true) return;
    stdin.off('data', this.#onKey).pause();
    (stdin as RawInput).setRawMode?.(false);
  }
}

/** Other keys, such as arrows, come as several characters behind an escape. */
function isEnd(keys: string): boolean {
  return keys === escape || (!keys.startsWith(escape) && [...keys].some((key) => endKeys.includes(key)));
}
