import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { Properties, type FieldTable, type PropertyFields } from '@howdah/core';
import { FrameReader } from '../../src/codec/frame-reader.js';
import { decodeMethod, encodeMethod, type Method, type MethodOf, type Sent } from '../../src/codec/method-codec.js';
import { frameOverheadBytes, frameType, protocolHeader } from '../../src/spec/constants.js';
import type { MethodName } from '../../src/spec/methods.js';

/** A method from the server, with its message where it carries one. */
export type Answer<N extends MethodName> = MethodOf<N> & { readonly properties: PropertyFields; readonly body: Buffer };

export interface LoginSettings {
  readonly user?: string;
  readonly password?: string;
  readonly vhost?: string;
  readonly channelMax?: number;
  readonly frameMax?: number;
  readonly heartbeat?: number;
  readonly clientProperties?: FieldTable;
  readonly mechanism?: string;
  /** Instead of PLAIN's, made of user and password. */
  readonly response?: Buffer;
}

export type ClientSettings = LoginSettings & { readonly port: number };

const carriesContent: ReadonlySet<MethodName> = new Set(['basic.deliver', 'basic.return', 'basic.get-ok']);

interface Arrived {
  readonly channel: number;
  readonly method: Method;
  properties: PropertyFields;
  bodyBytes: number;
  body: Buffer;
}

/** A client without manners: says what it is told to, and waits for the server's answers one by one. */
export class RawClient {
  readonly #arrived: Arrived[] = [];
  #waiting: (() => void)[] = [];
  #partial: Arrived | null = null;
  #hold: ((bytes: Buffer) => void) | null = null;
  heartbeats = 0;
  /** Bytes, since a test set it to 0. */
  largestFrame = 0;
  isClosed = false;
  /** As tuned. */
  frameMax = 0;
  /** Every byte is written for itself. */
  slowly = false;
  /** What came before any frame: the server's protocol header. */
  received = Buffer.alloc(0);
  readonly #reader = new FrameReader(Number.MAX_SAFE_INTEGER, (type, channel, bytes, start, end) =>
    this.#frame(type, channel, bytes.subarray(start, end)),
  );

  private constructor(
    readonly socket: Socket,
    private readonly readsFrames: boolean,
  ) {
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isClosed = true;
      this.#wake();
    });
  }

  /** A socket that has said nothing yet. */
  static async socket(port: number, readsFrames = true, host = '127.0.0.1'): Promise<RawClient> {
    const socket = connect({ port, host, noDelay: true });
    await once(socket, 'connect');
    return RawClient.over(socket, readsFrames);
  }

  /** A socket that is connected already. */
  static over(socket: Socket, readsFrames = true): RawClient {
    onTestFinished(() => void socket.destroy());
    return new RawClient(socket, readsFrames);
  }

  /** Through the handshake, up to open-ok. */
  static async open(settings: ClientSettings): Promise<RawClient> {
    const client = await RawClient.socket(settings.port);
    await client.enter(settings);
    return client;
  }

  /** From the protocol header to open-ok. */
  async enter(settings: LoginSettings = {}): Promise<void> {
    await this.login(settings);
    await this.ask(0, 'connection.open', { virtualHost: settings.vhost ?? '/' }, 'connection.open-ok');
  }

  /** Up to tune-ok. */
  async login(settings: LoginSettings = {}): Promise<MethodOf<'connection.start'>> {
    const start = await this.authenticate(settings);
    const tune = await this.next(0, 'connection.tune');
    const { channelMax = tune.channelMax, frameMax = tune.frameMax, heartbeat = 0 } = settings;
    this.frameMax = frameMax;
    this.send(0, 'connection.tune-ok', { channelMax, frameMax, heartbeat });
    return start;
  }

  /** Up to start-ok. */
  async authenticate(settings: LoginSettings = {}): Promise<MethodOf<'connection.start'>> {
    const { user = 'guest', password = 'guest', clientProperties = [], mechanism = 'PLAIN' } = settings;
    const { response = Buffer.from(`\0${user}\0${password}`) } = settings;
    this.write(protocolHeader);
    const start = await this.next(0, 'connection.start');
    this.send(0, 'connection.start-ok', { clientProperties, mechanism, response, locale: 'en_US' });
    return start;
  }

  async channel(number: number): Promise<void> {
    await this.ask(number, 'channel.open', {}, 'channel.open-ok');
  }

  write(bytes: Buffer): void {
    if (this.#hold !== null) this.#hold(bytes);
    else if (!this.slowly) this.socket.write(bytes);
    else for (const byte of bytes) this.socket.write(Buffer.of(byte));
  }

  /** Writes all that `say` says but the last bytes, and hangs up. */
  cutOff(bytesLess: number, say: () => void): void {
    const held: Buffer[] = [];
    this.#hold = (bytes) => void held.push(bytes);
    say();
    this.#hold = null;
    this.socket.end(Buffer.concat(held).subarray(0, -bytesLess));
  }

  frame(type: number, channel: number, payload: Buffer): void {
    const head = Buffer.alloc(7);
    head[0] = type;
    head.writeUInt16BE(channel, 1);
    head.writeUInt32BE(payload.length, 3);
    this.write(Buffer.concat([head, payload, Buffer.from([0xce])]));
  }

  send<N extends MethodName>(channel: number, name: N, values: Sent<N>): void {
    this.frame(frameType.method, channel, encodeMethod(name, values));
  }

  publish(channel: number, exchange: string, routingKey: string, body: string | Buffer, more: Publish = {}): void {
    const { mandatory = false, immediate = false, ...properties } = more;
    this.send(channel, 'basic.publish', { exchange, routingKey, mandatory, immediate });
    const bytes = Buffer.from(body);
    this.header(channel, bytes.length, Properties.from(properties).encoded);
    const partBytes = this.frameMax - frameOverheadBytes;
    for (let at = 0; at < bytes.length; at += partBytes) this.frame(frameType.body, channel, bytes.subarray(at, at + partBytes));
  }

  header(channel: number, bodyBytes: number, properties: Buffer): void {
    const head = Buffer.alloc(12);
    head.writeUInt16BE(60, 0);
    head.writeBigUInt64BE(BigInt(bodyBytes), 4);
    this.frame(frameType.header, channel, Buffer.concat([head, properties]));
  }

  async ask<N extends MethodName, A extends MethodName>(
    channel: number,
    name: N,
    values: Sent<N>,
    answer: A,
  ): Promise<Answer<A>> {
    this.send(channel, name, values);
    return this.next(channel, answer);
  }

  /** The next answer on this channel; an error when it is another one, or the connection ends instead. */
  async next<N extends MethodName>(channel: number, name: N): Promise<Answer<N>> {
    for (;;) {
      const index = this.#arrived.findIndex((one) => one.channel === channel);
      const [found] = index < 0 ? [] : this.#arrived.splice(index, 1);
      if (found !== undefined) {
        if (found.method.name !== name) throw new Error(`expected ${name}, got ${show(found.method)}`);
        return answerOf(found) as Answer<N>;
      }
      await this.#more(name);
    }
  }

  /** The next answer of this name on this channel, whatever else has come before it; an error when the channel or the connection ends instead. */
  take<N extends MethodName>(channel: number, name: N): Promise<Answer<N>> {
    return this.nextOf(channel, [name]);
  }

  /** The next answer of any of these names. */
  async nextOf<N extends MethodName>(channel: number, names: readonly N[]): Promise<Answer<N>> {
    const isWanted = (one: Arrived): boolean => one.channel === channel && names.some((name) => name === one.method.name);
    for (;;) {
      const index = this.#arrived.findIndex(isWanted);
      const [found] = index < 0 ? [] : this.#arrived.splice(index, 1);
      if (found !== undefined) return answerOf(found) as Answer<N>;
      const close = this.#arrived.find((one) => one.channel === channel && one.method.name === 'channel.close');
      if (close !== undefined) throw new Error(`expected ${names.join(' or ')}, got ${show(close.method)}`);
      await this.#more(names.join(' or '));
    }
  }

  async #more(expected: string): Promise<void> {
    const close = this.#arrived.find(({ method }) => method.name === 'connection.close');
    if (close !== undefined) throw new Error(`expected ${expected}, got ${show(close.method)}`);
    if (this.isClosed) throw new Error(`expected ${expected}, the connection was closed`);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** How many channel.open-ok have come and were not taken, on all channels. */
  get opened(): number {
    return this.#arrived.filter(({ method }) => method.name === 'channel.open-ok').length;
  }

  /** How many answers of this name have come and were not taken. */
  count(channel: number, name: MethodName): number {
    return this.#arrived.filter((one) => one.channel === channel && one.method.name === name).length;
  }

  closed(): Promise<void> {
    return this.until(() => this.isClosed);
  }

  /** Looks again whenever something has come. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.send(0, 'connection.close', { replyCode: 200, replyText: 'bye', classId: 0, methodId: 0 });
    await this.next(0, 'connection.close-ok');
    await this.closed();
  }

  #receive(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, this.readsFrames ? Buffer.alloc(0) : chunk]);
    if (this.readsFrames) this.#reader.push(chunk);
    this.#wake();
  }

  #frame(type: number, channel: number, payload: Buffer): void {
    this.largestFrame = Math.max(this.largestFrame, payload.length + 8);
    if (type === frameType.heartbeat) this.heartbeats++;
    if (type === frameType.method) this.#method(channel, decodeMethod(payload, 0, payload.length));
    if (type === frameType.header) this.#header(payload);
    if (type === frameType.body) this.#body(payload);
  }

  #method(channel: number, method: Method): void {
    const arrived: Arrived = { channel, method, properties: {}, bodyBytes: 0, body: Buffer.alloc(0) };
    if (carriesContent.has(method.name)) this.#partial = arrived;
    else this.#arrived.push(arrived);
  }

  #header(payload: Buffer): void {
    const partial = this.#partial!;
    partial.bodyBytes = Number(payload.readBigUInt64BE(4));
    partial.properties = Properties.fromEncoded(Buffer.from(payload.subarray(12))).fields();
    this.#completeIfWhole(partial);
  }

  #body(payload: Buffer): void {
    const partial = this.#partial!;
    partial.body = Buffer.concat([partial.body, payload]);
    this.#completeIfWhole(partial);
  }

  #completeIfWhole(partial: Arrived): void {
    if (partial.body.length < partial.bodyBytes) return;
    this.#partial = null;
    this.#arrived.push(partial);
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}

type Publish = PropertyFields & { readonly mandatory?: boolean; readonly immediate?: boolean };

function answerOf({ method, properties, body }: Arrived): unknown {
  return { ...method, properties, body };
}

function show(method: Method): string {
  return JSON.stringify(method, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
}
