import type { Readable, Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
type Input = Readable & { readonly isTTY?: boolean };

/** The world of a command; the process, or a test. */
export interface Io {
  readonly stdin: Input;
  /** Data alone. */
  readonly stdout: Output;
  /** Everything that is said to a person. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts when somebody wants it to end. */
  readonly signal: AbortSignal;
}
