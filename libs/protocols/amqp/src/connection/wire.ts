import type { Socket } from 'node:net';
import { SocketWriter, type OutputSource } from '@howdah/protocol-socket';
import { FrameReader, type FrameHandler } from '../codec/frame-reader.js';
import { FrameWriter } from '../codec/frame-writer.js';
import { frameMaxBeforeTune } from '../spec/constants.js';

/** Something that has more to say just before bytes leave, e.g. the confirms of a channel gathered into one. */
export interface LateWriter {
  writeLate(out: FrameWriter): void;
}

/** Bytes on their way to a peer; above it nothing more is delivered to it. */
const congestedAt = 4 * 1024 * 1024;

/**
 * Bytes on their way to a peer above which it is not read from either: answers and returned messages that it asks for and does not take
 * would pile up. Far above what deliveries reach, so that a client that writes before it reads does not wait for us while we wait for it.
 */
const unreadMax = 64 * 1024 * 1024;

export interface WireHandler {
  readonly frame: FrameHandler;
  /** What was read broke the rules of frames; nothing more is read. */
  broken(error: unknown): void;
  /** The peer reads again. */
  drained(): void;
}

/** Frames in and out of one socket. What is written leaves at the end of the turn of the event loop. */
export class Wire implements OutputSource {
  readonly #reader: FrameReader;
  readonly #frames = new FrameWriter();
  readonly #writer: SocketWriter;
  readonly #late = new Set<LateWriter>();
  /** Since the last `takeActivity`. */
  #hasSent = false;
  #hasReceived = false;
  #pauses = 0;
  #waitsForReader = false;
  #whenDrained: (() => void)[] = [];

  constructor(
    private readonly socket: Socket,
    private readonly handler: WireHandler,
  ) {
    this.#reader = new FrameReader(frameMaxBeforeTune, handler.frame);
    this.#writer = new SocketWriter(socket, this, { congestedAt, onDrain: () => this.#drained() });
  }

  /** To write with. */
  get out(): FrameWriter {
    this.#writer.signal();
    return this.#frames;
  }

  writeLate(writer: LateWriter): void {
    this.#late.add(writer);
    this.#writer.signal();
  }

  /** As tuned; 0 is no limit. */
  set frameMax(bytes: number) {
    this.#frames.frameMax = bytes;
    this.#reader.payloadBytesMax = bytes === 0 ? Number.MAX_SAFE_INTEGER : bytes;
  }

  get isCongested(): boolean {
    return this.#writer.isCongested;
  }

  /** Resolves when it is not congested any more; never, when the connection ends before. */
  drained(): Promise<void> {
    return new Promise((resolve) => this.#whenDrained.push(resolve));
  }

  receive(chunk: Buffer): void {
    this.#hasReceived = true;
    try {
      this.#reader.push(chunk);
    } catch (thrown) {
      this.#reader.stop();
      this.handler.broken(thrown);
    }
    this.#waitForReader();
  }

  #waitForReader(): void {
    if (this.#waitsForReader || this.pendingBytes + this.socket.writableLength < unreadMax) return;
    // Seeing the congestion is what brings the drain.
    this.#waitsForReader = this.isCongested;
    this.pause();
  }

  #drained(): void {
    if (this.#waitsForReader) this.resume();
    this.#waitsForReader = false;
    for (const resolve of this.#whenDrained.splice(0)) resolve();
    this.handler.drained();
  }

  /** Nothing that comes from now on is read as frames. */
  stopReading(): void {
    this.#reader.stop();
  }

  /** Reading stops until as many `resume` calls have come; the peer feels it as back-pressure. */
  pause(): void {
    if (this.#pauses++ === 0) this.socket.pause();
  }

  resume(): void {
    if (--this.#pauses === 0) this.socket.resume();
  }

  get isPaused(): boolean {
    return this.#pauses > 0;
  }

  takeActivity(): { readonly hasSent: boolean; readonly hasReceived: boolean } {
    const activity = { hasSent: this.#hasSent, hasReceived: this.#hasReceived };
    this.#hasSent = this.#hasReceived = false;
    return activity;
  }

  /** Sends what is left and closes our direction. */
  end(): void {
    this.#writer.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  get pendingBytes(): number {
    return this.#frames.pendingBytes;
  }

  take(): readonly Buffer[] {
    for (const writer of this.#late) writer.writeLate(this.#frames);
    this.#late.clear();
    const pieces = this.#frames.take();
    if (pieces.length > 0) this.#hasSent = true;
    return pieces;
  }
}
