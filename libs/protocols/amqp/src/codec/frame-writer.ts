import { basicClass, frameEnd, frameHeaderBytes, frameOverheadBytes, frameType } from '../spec/constants.js';
import { methods, type MethodName } from '../spec/methods.js';
import { encodeMethod, type Sent } from './method-codec.js';
import { sharedSlab, type Slab, type SlabUser } from './slab.js';

/** A message as it goes out: the property list as it was received, and the whole body. */
export interface Content {
  readonly properties: Buffer;
  readonly body: Buffer;
}

/** Class, method, five short fields: what a deliver frame has at most. */
const deliverBytesMax = frameOverheadBytes + 4 + 3 * 256 + 9;
/** Class, weight and body size in front of the properties. */
const contentHeaderBytes = 12;
/** Larger pieces of a body are sent from where they are instead of being copied. */
const copiedBytesMax = 4 * 1024;
/** For so few bytes a call into the runtime takes longer than the copying. */
const fewBytes = 64;

const { classId: deliverClass, methodId: deliverMethod } = methods['basic.deliver'];
const { classId: ackClass, methodId: ackMethod } = methods['basic.ack'];

/** Encodes frames one after another into few large pieces; `take` hands over what there is. */
export class FrameWriter implements SlabUser {
  /** Of a whole frame; 0 is no limit (section 4.2.3 and connection.tune). */
  frameMax = 0;
  /** Bytes that wait to be taken. */
  pendingBytes = 0;
  #pieces: Buffer[] = [];
  #pieceStart = 0;
  /** Of the last delivery, as it is written: most go by the route of the one before. */
  #exchange = '';
  #routingKey = '';
  #route: Buffer = Buffer.from([0, 0]);

  constructor(private readonly slab: Slab = sharedSlab) {}

  method<N extends MethodName>(channel: number, name: N, values: Sent<N>): void {
    const payload = encodeMethod(name, values);
    this.#reserve(payload.length + frameOverheadBytes);
    this.#frameHeader(frameType.method, channel, payload.length);
    this.#bytes(payload);
    this.#octet(frameEnd);
  }

  /** A method that carries a message, but for `deliver`. */
  methodWithContent<N extends 'basic.return' | 'basic.get-ok'>(
    channel: number,
    name: N,
    values: Sent<N>,
    content: Content,
  ): void {
    this.method(channel, name, values);
    this.#content(channel, content);
  }

  /** The hot path of consuming. */
  deliver(
    channel: number,
    consumerTag: Buffer,
    deliveryTag: number,
    redelivered: boolean,
    exchange: string,
    routingKey: string,
    content: Content,
  ): void {
    this.#reserve(deliverBytesMax);
    const { slab } = this;
    const frameStart = slab.at;
    this.#frameHeader(frameType.method, channel, 0);
    this.#short(deliverClass);
    this.#short(deliverMethod);
    this.#octet(consumerTag.length);
    this.#bytes(consumerTag);
    this.#longlong(deliveryTag);
    this.#octet(redelivered ? 1 : 0);
    this.#bytes(this.#routeOf(exchange, routingKey));
    slab.bytes.writeUInt32BE(slab.at - frameStart - frameHeaderBytes, frameStart + 3);
    this.#octet(frameEnd);
    this.#content(channel, content);
  }

  /** The hot path of publisher confirms. */
  ack(channel: number, deliveryTag: number, multiple: boolean): void {
    this.#reserve(frameOverheadBytes + 13);
    this.#frameHeader(frameType.method, channel, 13);
    this.#short(ackClass);
    this.#short(ackMethod);
    this.#longlong(deliveryTag);
    this.#octet(multiple ? 1 : 0);
    this.#octet(frameEnd);
  }

  heartbeat(): void {
    this.#reserve(frameOverheadBytes);
    this.#frameHeader(frameType.heartbeat, 0, 0);
    this.#octet(frameEnd);
  }

  /** Bytes that are no frame: the protocol header. */
  raw(bytes: Buffer): void {
    this.#reserve(bytes.length);
    this.#bytes(bytes);
  }

  /** Everything encoded so far, in order. */
  take(): Buffer[] {
    this.slab.release(this);
    const pieces = this.#pieces;
    this.#pieces = [];
    this.pendingBytes = 0;
    return pieces;
  }

  endPiece(): void {
    const { slab } = this;
    if (slab.at > this.#pieceStart) this.#pieces.push(slab.bytes.subarray(this.#pieceStart, slab.at));
    this.#pieceStart = slab.at;
  }

  // ── content ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #content(channel: number, { properties, body }: Content): void {
    const payloadBytes = contentHeaderBytes + properties.length;
    this.#reserve(payloadBytes + frameOverheadBytes);
    this.#frameHeader(frameType.header, channel, payloadBytes);
    this.#short(basicClass);
    this.#short(0);
    this.#longlong(body.length);
    this.#bytes(properties);
    this.#octet(frameEnd);
    const partMax = this.frameMax === 0 ? body.length : this.frameMax - frameOverheadBytes;
    for (let at = 0; at < body.length; at += partMax) this.#body(channel, body, at, Math.min(at + partMax, body.length));
  }

  #body(channel: number, body: Buffer, start: number, end: number): void {
    const size = end - start;
    const isCopied = size <= copiedBytesMax;
    this.#reserve(frameOverheadBytes + (isCopied ? size : 0));
    this.#frameHeader(frameType.body, channel, size);
    if (isCopied) {
      body.copy(this.slab.bytes, this.slab.at, start, end);
      this.slab.at += size;
    } else {
      this.endPiece();
      this.#pieces.push(body.subarray(start, end));
      this.pendingBytes += size;
    }
    this.#octet(frameEnd);
  }

  // ── fields ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #reserve(count: number): void {
    if (this.slab.reserve(this, count)) this.#pieceStart = this.slab.at;
    this.pendingBytes += count;
  }

  #frameHeader(type: number, channel: number, size: number): void {
    const { slab } = this;
    const { bytes, at } = slab;
    bytes[at] = type;
    bytes[at + 1] = channel >> 8;
    bytes[at + 2] = channel;
    bytes.writeUInt32BE(size, at + 3);
    slab.at = at + frameHeaderBytes;
  }

  #octet(value: number): void {
    this.slab.bytes[this.slab.at++] = value;
  }

  #short(value: number): void {
    this.slab.at = this.slab.bytes.writeUInt16BE(value, this.slab.at);
  }

  #longlong(value: number): void {
    const { slab } = this;
    const high = Math.floor(value / 0x1_0000_0000);
    slab.bytes.writeUInt32BE(high, slab.at);
    slab.at = slab.bytes.writeUInt32BE(value - high * 0x1_0000_0000, slab.at + 4);
  }

  #routeOf(exchange: string, routingKey: string): Buffer {
    if (exchange === this.#exchange && routingKey === this.#routingKey) return this.#route;
    this.#exchange = exchange;
    this.#routingKey = routingKey;
    this.#route = Buffer.concat([shortString(exchange), shortString(routingKey)]);
    return this.#route;
  }

  #bytes(value: Buffer): void {
    const { bytes, at } = this.slab;
    const { length } = value;
    if (length > fewBytes) bytes.set(value, at);
    else for (let i = 0; i < length; i++) bytes[at + i] = value[i]!;
    this.slab.at = at + length;
  }
}

/** Names and keys were checked when they came in: at most 255 bytes. */
function shortString(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
