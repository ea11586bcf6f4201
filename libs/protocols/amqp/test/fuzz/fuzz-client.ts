import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FrameReader } from '../../src/codec/frame-reader.js';
import { decodeMethod, encodeMethod, type Method, type Sent } from '../../src/codec/method-codec.js';
import { frameType, protocolHeader } from '../../src/spec/constants.js';
import type { MethodName } from '../../src/spec/methods.js';
import { frameOf } from './random-frames.js';

/** Of the frames of the fuzzer's connections. */
export const frameMax = 8_192;

type Wanted = (channel: number, method: Method) => boolean;

/** A connection that sends what it is given, and answers for itself only what every client must: channel.close. */
export class FuzzClient {
  readonly closedChannels: number[] = [];
  /** Reply code of the server's connection.close. */
  closeCode: number | null = null;
  isGone = false;
  #wanted: Wanted = () => false;
  #wake: () => void = () => undefined;
  readonly #reader = new FrameReader(Number.MAX_SAFE_INTEGER, (type, channel, bytes, start, end) => {
    if (type === frameType.method) this.#receive(channel, decodeMethod(bytes, start, end));
  });

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.#reader.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isGone = true;
      this.#wake();
    });
  }

  static async connect(port: number): Promise<FuzzClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new FuzzClient(socket);
  }

  /** With channel 1 open. */
  static async open(port: number): Promise<FuzzClient> {
    const client = await FuzzClient.connect(port);
    client.write([protocolHeader, ...loginFrames()]);
    await client.wait((_channel, { name }) => name === 'connection.open-ok', 30_000);
    client.send(1, 'channel.open', {});
    await client.wait((_channel, { name }) => name === 'channel.open-ok', 30_000);
    return client;
  }

  write(pieces: readonly Buffer[]): void {
    if (!this.isGone) this.socket.write(Buffer.concat(pieces));
  }

  send<N extends MethodName>(channel: number, name: N, values: Sent<N>): void {
    this.write([frameOf(frameType.method, channel, encodeMethod(name, values))]);
  }

  /** Until a method that is wanted came, or the end of the connection; false when neither comes in time. */
  async wait(wanted: Wanted, limitMs: number): Promise<boolean> {
    if (this.isOver) return true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), limitMs);
      this.#wanted = wanted;
      this.#wake = () => {
        clearTimeout(timer);
        this.#wanted = () => false;
        resolve(true);
      };
    });
  }

  /** Until the socket is closed. */
  async gone(limitMs: number): Promise<boolean> {
    while (!this.isGone) if (!(await this.#closed(limitMs))) return false;
    return true;
  }

  get isOver(): boolean {
    return this.isGone || this.closeCode !== null;
  }

  /** Our direction only. */
  end(): void {
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  #closed(limitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), limitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  #receive(channel: number, method: Method): void {
    if (method.name === 'connection.close') {
      this.closeCode = method.replyCode;
      this.send(0, 'connection.close-ok', {});
    }
    if (method.name === 'channel.close') {
      this.closedChannels.push(method.replyCode);
      this.send(channel, 'channel.close-ok', {});
    }
    if (this.isOver || this.#wanted(channel, method)) this.#wake();
  }
}

/** From start-ok to open. */
export function loginFrames(): Buffer[] {
  const startOk = { clientProperties: [], mechanism: 'PLAIN', response: Buffer.from('\0guest\0guest'), locale: 'en_US' };
  return [
    encodeMethod('connection.start-ok', startOk),
    encodeMethod('connection.tune-ok', { channelMax: 2_047, frameMax, heartbeat: 0 }),
    encodeMethod('connection.open', { virtualHost: '/' }),
  ].map((payload) => frameOf(frameType.method, 0, payload));
}
