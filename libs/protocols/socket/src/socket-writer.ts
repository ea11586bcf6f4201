import type { Socket } from 'node:net';

/** Where the bytes to send come from. */
export interface OutputSource {
  /** How many wait to be taken. */
  readonly pendingBytes: number;
  /** Hands over all of them, in order. */
  take(): readonly Buffer[];
}

export interface SocketWriterOptions {
  /** With more bytes than this on the way the writer is congested. Default 1 MiB. */
  readonly congestedAt?: number;
  /** A congestion that was seen is over. */
  readonly onDrain?: () => void;
}

const congestedAtDefault = 1024 * 1024;

/**
 * Sends what a protocol has encoded, once per turn of the event loop: by then every answer that arrived in the turn, from
 * whatever it came, is encoded, and one system call takes them all. A microtask or `nextTick` would run after each of them.
 */
export class SocketWriter {
  readonly #socket: Socket;
  readonly #source: OutputSource;
  readonly #congestedAt: number;
  readonly #onDrain: () => void;
  #isScheduled = false;
  /** Somebody was told of a congestion. */
  #owesDrain = false;
  #progressAt = 0;

  constructor(socket: Socket, source: OutputSource, { congestedAt = congestedAtDefault, onDrain }: SocketWriterOptions = {}) {
    this.#socket = socket;
    this.#source = source;
    this.#congestedAt = congestedAt;
    this.#onDrain = onDrain ?? (() => undefined);
  }

  /** The source has something: it is sent at the end of this turn. Cheap; may be called often. */
  signal(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#endTurn);
  }

  /** More is on the way than the peer takes. Whoever sees this produces no more until `onDrain`. */
  get isCongested(): boolean {
    const isCongested = this.#source.pendingBytes + this.#socket.writableLength > this.#congestedAt;
    this.#owesDrain ||= isCongested;
    return isCongested;
  }

  /** For how long bytes have waited without the peer taking any, ms; 0 when none wait. Only the end of a whole write counts. */
  stalledMs(): number {
    return this.#socket.writableLength === 0 ? 0 : performance.now() - this.#progressAt;
  }

  /** Sends now what the source has. When the socket has ended it is dropped. */
  flush(): void {
    const pieces = this.#source.take();
    const last = pieces.length - 1;
    if (last < 0 || !this.#socket.writable) return;
    if (this.#socket.writableLength === 0) this.#progressAt = performance.now();
    this.#socket.cork();
    for (let i = 0; i < last; i += 1) this.#socket.write(pieces[i]!);
    this.#socket.write(pieces[last]!, this.#taken);
    this.#socket.uncork();
  }

  /** Sends what the source has and closes our direction; the peer is expected to close its own. */
  end(): void {
    this.flush();
    this.#socket.end();
  }

  readonly #endTurn = (): void => {
    this.#isScheduled = false;
    this.flush();
  };

  readonly #taken = (error?: Error | null): void => {
    if (error) return;
    this.#progressAt = performance.now();
    if (!this.#owesDrain || this.isCongested) return;
    this.#owesDrain = false;
    this.#onDrain();
  };
}
