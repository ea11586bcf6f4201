import type { Socket } from 'node:net';

const DATA_ROW = 0x44; // 'D'
const HEADER = 5; // type octet and int32 length, which counts itself

/**
 * Sits between a connection's socket and pg's parser and takes the data rows of one query out of the stream as raw
 * bytes; everything else goes on to the parser, in whole messages. pg decodes each field as UTF-8 before anyone sees it,
 * which destroys binary values: its `binary` mode cannot return a bytea.
 */
export class RowTap {
  /** Receives the fields of each data row while set: everything behind the message's header. */
  sink: ((row: Buffer) => void) | null = null;
  readonly #forward: (chunk: Buffer) => void;
  #rest: Buffer[] = [];
  #restLength = 0;
  #wanted = 0;

  constructor(socket: Socket) {
    const listeners = socket.listeners('data') as ((chunk: Buffer) => void)[];
    socket.removeAllListeners('data');
    this.#forward = (chunk) => {
      for (const listener of listeners) listener.call(socket, chunk);
    };
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  #read(chunk: Buffer): void {
    if (this.#restLength > 0) {
      this.#rest.push(chunk);
      this.#restLength += chunk.length;
      if (this.#restLength < this.#wanted) return;
      chunk = Buffer.concat(this.#rest, this.#restLength);
      this.#rest = [];
      this.#restLength = 0;
    }
    const end = this.#split(chunk);
    if (end < chunk.length) this.#keep(chunk.subarray(end));
  }

  /** Handles the whole messages of a chunk; returns where the first incomplete one starts. */
  #split(chunk: Buffer): number {
    let at = 0;
    let unforwarded = 0;
    while (at + HEADER <= chunk.length) {
      const end = at + 1 + chunk.readInt32BE(at + 1);
      if (end > chunk.length) break;
      if (chunk[at] === DATA_ROW && this.sink !== null) {
        if (unforwarded < at) this.#forward(chunk.subarray(unforwarded, at));
        this.sink(chunk.subarray(at + HEADER, end));
        unforwarded = end;
      }
      at = end;
    }
    if (unforwarded < at) this.#forward(chunk.subarray(unforwarded, at));
    return at;
  }

  #keep(start: Buffer): void {
    this.#rest.push(start);
    this.#restLength = start.length;
    this.#wanted = start.length < HEADER ? HEADER : 1 + start.readInt32BE(1);
  }
}
