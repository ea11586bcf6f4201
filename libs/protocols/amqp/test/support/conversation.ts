import { FrameReader } from '../../src/codec/frame-reader.js';

/** Who sent it. */
export type Side = 'client' | 'server';

export interface SentFrame {
  readonly side: Side;
  /** The whole frame; of a client the first one is the protocol header, which is none. */
  readonly bytes: Buffer;
}

/** What went over one connection, frame by frame. */
export type Conversation = readonly SentFrame[];

const sides = { c: 'client', s: 'server' } as const;

/** One frame a line, `c` from the client or `s` from the server and its bytes in hexadecimal; an empty line between conversations. */
export function readConversations(text: string): Conversation[] {
  return text
    .trim()
    .split('\n\n')
    .map((lines) =>
      lines.split('\n').map((line) => ({ side: sides[line[0] as 'c' | 's'], bytes: Buffer.from(line.slice(2), 'hex') })),
    );
}

export function writeConversations(conversations: readonly Conversation[]): string {
  const lines = conversations.map((frames) => frames.map(({ side, bytes }) => `${side[0]} ${bytes.toString('hex')}\n`).join(''));
  return lines.join('\n');
}

const protocolHeaderBytes = 8;

/** Cuts what came in pieces, as it passed, into frames. */
export class ConversationRecorder {
  readonly frames: SentFrame[] = [];
  #header = Buffer.alloc(0);
  readonly #readers = { client: this.#reader('client'), server: this.#reader('server') };

  push(side: Side, chunk: Buffer): void {
    const rest = side === 'client' ? this.#withoutHeader(chunk) : chunk;
    this.#readers[side].push(rest);
  }

  #withoutHeader(chunk: Buffer): Buffer {
    const missing = protocolHeaderBytes - this.#header.length;
    if (missing === 0) return chunk;
    this.#header = Buffer.concat([this.#header, chunk.subarray(0, missing)]);
    if (this.#header.length === protocolHeaderBytes) this.frames.push({ side: 'client', bytes: this.#header });
    return chunk.subarray(missing);
  }

  #reader(side: Side): FrameReader {
    return new FrameReader(Number.MAX_SAFE_INTEGER, (_type, _channel, bytes, start, end) =>
      this.frames.push({ side, bytes: Buffer.from(bytes.subarray(start - 7, end + 1)) }),
    );
  }
}
