import { AmqpError } from '../amqp-error.js';
import { frameEnd, frameHeaderBytes, frameOverheadBytes } from '../spec/constants.js';

/** What a reader hands on: a frame's payload is `bytes` from `start` to `end`, valid for as long as somebody keeps `bytes`. */
export type FrameHandler = (type: number, channel: number, bytes: Buffer, start: number, end: number) => void;

/** Cuts a stream of bytes into frames (section 4.2.3), however it arrives; keeps at most one incomplete frame. */
export class FrameReader {
  /** Of payloads. Clients are known to be eight octets off: they count the payload alone. */
  payloadBytesMax: number;
  #parts: Buffer[] = [];
  #have = 0;
  /** Bytes from the start of the incomplete frame that must be there before reading goes on. */
  #needed = frameHeaderBytes;
  #stopped = false;

  constructor(
    payloadBytesMax: number,
    private readonly handle: FrameHandler,
  ) {
    this.payloadBytesMax = payloadBytesMax;
  }

  /** Hands on each frame that is complete. Throws an AmqpError (501) at the first that is none. */
  push(chunk: Buffer): void {
    if (this.#stopped) return;
    if (this.#have + chunk.length < this.#needed) return this.#keep(chunk);
    const bytes = this.#have === 0 ? chunk : Buffer.concat([...this.#parts, chunk]);
    this.#forget();
    const rest = this.#readFrames(bytes);
    if (!this.#stopped && rest < bytes.length) this.#keep(bytes.subarray(rest));
  }

  /** Whatever else comes is ignored. */
  stop(): void {
    this.#stopped = true;
    this.#forget();
  }

  /** Returns where the incomplete frame begins. */
  #readFrames(bytes: Buffer): number {
    let at = 0;
    while (!this.#stopped && bytes.length - at >= frameHeaderBytes) {
      const size = bytes.readUInt32BE(at + 3);
      if (size > this.payloadBytesMax) throw this.#tooLarge(bytes[at]!, size);
      this.#needed = size + frameOverheadBytes;
      if (bytes.length - at < this.#needed) return at;
      const start = at + frameHeaderBytes;
      const end = start + size;
      if (bytes[end] !== frameEnd) throw wrongEnd(bytes[end]!);
      const [type, channel] = [bytes[at]!, bytes.readUInt16BE(at + 1)];
      at = end + 1;
      this.#needed = frameHeaderBytes;
      this.handle(type, channel, bytes, start, end);
    }
    return at;
  }

  #keep(part: Buffer): void {
    this.#parts.push(part);
    this.#have += part.length;
  }

  #forget(): void {
    this.#parts = [];
    this.#have = 0;
  }

  #tooLarge(type: number, size: number): AmqpError {
    const text = `type ${type}, payload size ${size}: larger than the negotiated frame size (${this.payloadBytesMax})`;
    return new AmqpError('FRAME_ERROR', text, { classId: 0, methodId: 0 });
  }
}

function wrongEnd(found: number): AmqpError {
  return new AmqpError('FRAME_ERROR', `invalid frame end marker ${found}, expected ${frameEnd}`, { classId: 0, methodId: 0 });
}
