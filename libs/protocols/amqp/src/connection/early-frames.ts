import { AmqpError } from '../amqp-error.js';
import type { FrameHandler } from '../codec/frame-reader.js';
import { frameOverheadBytes } from '../spec/constants.js';

/** Bytes; a client that wants to say more waits for its answer first. */
const bytesMax = 1024 * 1024;

/** What a client sends behind its `open` without waiting for the answer: it is done when the connection is open, as RabbitMQ does. */
export class EarlyFrames {
  #frames: Parameters<FrameHandler>[] = [];
  #bytes = 0;

  /** Throws an AmqpError (506) when it becomes too much. */
  readonly keep: FrameHandler = (type, channel, bytes, start, end) => {
    this.#bytes += end - start + frameOverheadBytes;
    if (this.#bytes > bytesMax) throw tooMuch();
    this.#frames.push([type, channel, bytes, start, end]);
  };

  /** In the order they came; once. */
  replay(handle: FrameHandler): void {
    const frames = this.#frames;
    this.#frames = [];
    for (const frame of frames) handle(...frame);
  }
}

const tooMuch = (): AmqpError =>
  new AmqpError('RESOURCE_ERROR', `more than ${bytesMax} bytes before the connection is open`, { classId: 0, methodId: 0 });
