import { AmqpError } from '../amqp-error.js';
import { decodeMethod, type Method } from '../codec/method-codec.js';
import { isPublish, PublishReader } from '../codec/read-publish.js';
import { frameType } from '../spec/constants.js';
import { methodKey } from '../spec/method-definition.js';
import { methods } from '../spec/methods.js';
import type { Channel } from './channel.js';
import { ArrivingContent, unexpected } from './content.js';
import { immediateNotImplemented, Publishing } from './publish.js';

const publishIds = methods['basic.publish'];
const closeKey = methodKey(methods['channel.close'].classId, methods['channel.close'].methodId);
const closeOkKey = methodKey(methods['channel.close-ok'].classId, methods['channel.close-ok'].methodId);

/** Makes methods and whole messages of the frames of one channel. */
export class ChannelInbound {
  #content: ArrivingContent | null = null;
  readonly #publishes = new PublishReader();

  constructor(
    readonly channel: Channel,
    private readonly bodyBytesMax: number,
  ) {}

  frame(type: number, bytes: Buffer, start: number, end: number): void {
    if (this.channel.isClosing) return this.#whileClosing(type, bytes, start, end);
    switch (type) {
      case frameType.method:
        return this.#method(bytes, start, end);
      case frameType.header:
        return this.#header(bytes, start, end);
      default:
        return this.#body(bytes, start, end);
    }
  }

  #method(bytes: Buffer, start: number, end: number): void {
    if (this.#content !== null) throw unexpected('expected content header or body, got a method frame instead');
    if (!isPublish(bytes, start, end)) return this.channel.receive(this.#decode(bytes, start, end));
    const publish = this.#publishes.read(bytes, start, end);
    if (publish.immediate) throw immediateNotImplemented();
    this.#content = new ArrivingContent(publish);
  }

  /** A method of the connection, or one that only a server sends, has no business here. */
  #decode(bytes: Buffer, start: number, end: number): Method {
    const method = decodeMethod(bytes, start, end);
    const { classId, methodId } = methods[method.name];
    if (classId === methods['connection.start'].classId)
      throw new AmqpError('COMMAND_INVALID', 'unimplemented method', { classId, methodId });
    if (method.name === 'channel.open') throw new AmqpError('CHANNEL_ERROR', `second 'channel.open' seen`, { classId, methodId });
    return method;
  }

  #header(bytes: Buffer, start: number, end: number): void {
    const content = this.#arriving();
    content.header(bytes, start, end);
    if (content.bodyBytes > this.bodyBytesMax) return this.#refuse(content.bodyBytes);
    if (content.isComplete) this.#complete(content);
  }

  #body(bytes: Buffer, start: number, end: number): void {
    const content = this.#arriving();
    content.part(bytes, start, end);
    if (content.isComplete) this.#complete(content);
  }

  #arriving(): ArrivingContent {
    if (this.#content === null) throw unexpected('expected method frame, got non method frame instead');
    return this.#content;
  }

  #complete(content: ArrivingContent): void {
    this.#content = null;
    this.channel.receive(new Publishing(this.channel, content));
  }

  /** Before its body is read: nobody keeps what nobody takes. */
  #refuse(bodyBytes: number): void {
    this.#content = null;
    const text = `message size ${bodyBytes} is larger than configured max size ${this.bodyBytesMax}`;
    this.channel.fail(new AmqpError('PRECONDITION_FAILED', text, publishIds));
  }

  /** Everything is passed over until the client has understood (clause 4.2). */
  #whileClosing(type: number, bytes: Buffer, start: number, end: number): void {
    this.#content = null;
    if (type !== frameType.method || end - start < 4) return;
    const key = bytes.readUInt32BE(start);
    if (key === closeOkKey) return this.channel.ended();
    if (key === closeKey) this.channel.crossed();
  }
}
