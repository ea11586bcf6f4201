import { BrokerError, type Broker, type Clock, type Connection, type ErrorCode, type Log, type Session } from '@howdah/core';
import type { SocketConnection, SocketHandler } from '@howdah/protocol-socket';
import { AmqpError } from '../amqp-error.js';
import { decodeMethod, type Method } from '../codec/method-codec.js';
import type { AmqpOptions } from '../options.js';
import { frameType, protocolHeader } from '../spec/constants.js';
import { methods } from '../spec/methods.js';
import { connectionDetails, connectionName } from '../translate/connection-details.js';
import { toAmqpError } from '../translate/reply-codes.js';
import { Channels } from './channels.js';
import { EarlyFrames } from './early-frames.js';
import { LoginRefused, negotiate, type Negotiated } from './handshake.js';
import { Heartbeat } from './heartbeat.js';
import { MethodQueue } from './method-queue.js';
import { Opening } from './opening.js';
import type { Credentials } from './sasl.js';
import { Wire } from './wire.js';

export interface ConnectionContext {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly log: Log;
  readonly options: AmqpOptions;
}

/**
 * opening    the protocol header is awaited
 * handshake  start, tune, open
 * running    channels are served
 * closing    we sent, or are about to send, the last word; only close and close-ok count
 * closed     the socket is gone
 */
type Phase = 'opening' | 'handshake' | 'running' | 'closing' | 'closed';

const handshakeMsMax = 10_000;
/** How long a client may take to say close-ok. */
const closeMsMax = 5_000;
/** How long a client that said close may take to hang up, before we do: others of its threads may be saying close too. */
const hangUpMsMax = 1_000;
/** Guessing passwords is slow where the client cannot be told (clause 2.5). */
const refusedLoginMs = 3_000;

/** A client's connection from its first byte to its last (section 2.2.4). */
export class AmqpConnection implements SocketHandler {
  #phase: Phase = 'opening';
  readonly #name: string;
  readonly #wire: Wire;
  readonly #opening = new Opening();
  readonly #handshake = new MethodQueue();
  /** Since the client asked for its virtual host, until it has it. */
  #early: EarlyFrames | null = null;
  #deadline;
  #heartbeat: Heartbeat | null = null;
  #connection: Connection | null = null;
  #channels: Channels | null = null;
  #released: Promise<void> | null = null;

  constructor(
    private readonly socket: SocketConnection,
    private readonly context: ConnectionContext,
  ) {
    this.#name = connectionName(socket);
    this.#wire = new Wire(socket.socket, {
      frame: (type, channel, bytes, start, end) => this.#take(type, channel, bytes, start, end),
      broken: (error) => this.#broken(error),
      drained: () => this.#channels?.signalAll(),
    });
    socket.socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.socket.on('end', () => this.#hungUp());
    socket.socket.on('close', () => this.#gone());
    this.#deadline = context.clock.after(handshakeMsMax, () => this.#tooSlow());
  }

  /** The server closes. */
  stop(): void {
    this.fail(new AmqpError('CONNECTION_FORCED', `broker forced connection closure with reason 'shutdown'`, noMethod));
  }

  /** Takes back what the client held, tells it what was wrong, and waits until it has understood. */
  fail(error: AmqpError): void {
    if (this.#phase === 'closing' || this.#phase === 'closed') return;
    const wasOpening = this.#phase === 'opening';
    this.#phase = 'closing';
    this.context.log.warn('closing an AMQP connection', { connection: this.#name, reply: error.replyText });
    this.#handshake.end(error);
    if (wasOpening) return this.#wire.destroy();
    void this.#release().then(() => this.#sendClose(error));
  }

  // ── in ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  #receive(chunk: Buffer): void {
    if (this.#phase !== 'opening') return this.#wire.receive(chunk);
    const opened = this.#opening.push(chunk);
    if (opened.kind === 'incomplete') return;
    if (opened.kind === 'foreign') return this.#refuseProtocol();
    this.#phase = 'handshake';
    void this.#negotiate();
    if (opened.rest.length > 0) this.#wire.receive(opened.rest);
  }

  /** What is wrong inside a frame leaves the next one readable: a close or close-ok of the client is still awaited (clause 2.11). */
  #take(type: number, channel: number, bytes: Buffer, start: number, end: number): void {
    try {
      this.#frame(type, channel, bytes, start, end);
    } catch (thrown) {
      const error = toAmqpError(thrown);
      if (error.reply === 'FRAME_ERROR') throw error;
      this.fail(error);
    }
  }

  #frame(type: number, channel: number, bytes: Buffer, start: number, end: number): void {
    if (type === frameType.heartbeat) return checkHeartbeat(channel);
    if (type !== frameType.method && type !== frameType.header && type !== frameType.body)
      throw new AmqpError('FRAME_ERROR', `unknown frame type ${type}`, noMethod);
    if (channel === 0) return this.#controlFrame(type, bytes, start, end);
    if (this.#phase === 'closing') return;
    if (this.#channels !== null) return this.#channels.frame(type, channel, bytes, start, end);
    if (this.#early === null) throw outOfTurn();
    this.#early.keep(type, channel, bytes, start, end);
  }

  #controlFrame(type: number, bytes: Buffer, start: number, end: number): void {
    if (type !== frameType.method) throw unexpectedFrame('expected method frame, got non method frame instead');
    const method = decodeMethod(bytes, start, end);
    const { classId, methodId } = methods[method.name];
    if (classId !== methods['connection.start'].classId)
      throw new AmqpError('CHANNEL_ERROR', `unexpected method ${method.name} on channel 0`, { classId, methodId });
    if (method.name === 'connection.close-ok') return this.#wire.end();
    if (method.name === 'connection.close') return this.#closedByClient();
    if (this.#phase === 'handshake') return this.#handshakeMethod(method);
    if (this.#phase === 'running') this.#control(method);
  }

  #handshakeMethod(method: Method): void {
    if (method.name === 'connection.open') this.#early = new EarlyFrames();
    this.#handshake.push(method);
  }

  #control(method: Method): void {
    const { classId, methodId } = methods[method.name];
    if (method.name !== 'connection.update-secret')
      throw new AmqpError('CHANNEL_ERROR', 'unexpected method in connection state running', { classId, methodId });
    // A password does not run out: there is nothing to renew.
    this.#wire.out.method(0, 'connection.update-secret-ok', {});
  }

  // ── the beginning ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** Another protocol, or another version: the answer is ours (section 4.2.2). */
  #refuseProtocol(): void {
    this.#phase = 'closing';
    this.context.log.info('a peer does not speak AMQP 0-9-1', { connection: this.#name });
    this.#wire.stopReading();
    this.#wire.out.raw(protocolHeader);
    this.#endSoon();
  }

  async #negotiate(): Promise<void> {
    try {
      const { options } = this.context;
      await this.#open(
        await negotiate({
          ...{ wire: this.#wire, options, certified: this.socket.tls?.peerCertificate?.commonName ?? null },
          next: (name) => this.#handshake.next(name),
          login: (credentials) => this.#login(credentials),
        }),
      );
    } catch (thrown) {
      if (thrown instanceof LoginRefused) this.#refuseLogin(thrown);
      else this.fail(toAmqpError(thrown));
    }
  }

  #login(credentials: Credentials): Promise<Session> {
    const { access } = this.context.broker;
    if (credentials.kind === 'certificate') return access.loginAs(credentials.user);
    const { user, password } = credentials;
    return access.login({ user, password, loopback: this.socket.loopback });
  }

  #refuseLogin({ mechanism, tellClient, cause }: LoginRefused): void {
    this.context.log.warn('a login was refused', { connection: this.#name, mechanism, error: cause });
    const text = `Login was refused using authentication mechanism ${mechanism}. For details see the broker logfile.`;
    if (tellClient) return this.fail(new AmqpError('ACCESS_REFUSED', text, noMethod));
    this.#phase = 'closing';
    this.#deadline.cancel();
    this.#deadline = this.context.clock.after(refusedLoginMs, () => this.#wire.destroy());
  }

  async #open(negotiated: Negotiated): Promise<void> {
    const { broker, clock } = this.context;
    const connection = await this.#register(negotiated);
    // The socket may have gone meanwhile.
    if (this.#phase !== 'handshake') return connection.close();
    this.#connection = connection;
    this.#deadline.cancel();
    this.#phase = 'running';
    this.#channels = new Channels({
      ...{ wire: this.#wire, broker, session: connection.session, vhost: negotiated.virtualHost, name: this.#name },
      channelMax: negotiated.channelMax,
      clock,
      tellsBlocked: negotiated.capabilities.connectionBlocked,
      bodyBytesMax: this.context.options.maxBodyBytes,
      consumerCancelNotify: negotiated.capabilities.consumerCancelNotify,
      fail: (error) => this.fail(error),
      logFailure: (what, error) => this.context.log.error(what, { connection: this.#name, error }),
    });
    this.#heartbeat = new Heartbeat(this.#wire, clock, negotiated.heartbeatSeconds, () => this.#silent());
    this.#heartbeat.start();
    this.#wire.out.method(0, 'connection.open-ok', {});
    this.#replayEarly();
  }

  #replayEarly(): void {
    const early = this.#early;
    this.#early = null;
    early?.replay((type, channel, bytes, start, end) => {
      if (this.#phase === 'running') this.#channels?.frame(type, channel, bytes, start, end);
    });
  }

  /** Whatever keeps a client out of a virtual host is 530 here (clause 2.8). */
  async #register(negotiated: Negotiated): Promise<Connection> {
    const info = { name: this.#name, details: connectionDetails(this.socket, negotiated) };
    const force = (reason: string): void => this.fail(new AmqpError('CONNECTION_FORCED', reason, noMethod));
    try {
      return await this.context.broker.connections.open(negotiated.session, negotiated.virtualHost, info, force);
    } catch (thrown) {
      throw thrown instanceof BrokerError && keepsOut.has(thrown.code)
        ? new AmqpError('NOT_ALLOWED', thrown.message, methods['connection.open'])
        : thrown;
    }
  }

  // ── the end ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #closedByClient(): void {
    this.#phase = 'closing';
    this.#handshake.end(new Error('the client closed the connection'));
    void this.#release().then(() => {
      this.#wire.out.method(0, 'connection.close-ok', {});
      this.#deadline.cancel();
      this.#deadline = this.context.clock.after(hangUpMsMax, () => this.#endSoon());
    });
  }

  /** Clients that end without a word wait for our end before they come again, and expect their exclusive queues to be gone by then. */
  #hungUp(): void {
    this.#phase = 'closing';
    this.#handshake.end(new Error('the client hung up'));
    void this.#release().then(() => this.#endSoon());
  }

  #sendClose(error: AmqpError): void {
    const { replyCode, replyText } = error;
    const { classId, methodId } = error.method ?? noMethod;
    this.#wire.out.method(0, 'connection.close', { replyCode, replyText, classId, methodId });
    this.#deadline.cancel();
    this.#deadline = this.context.clock.after(closeMsMax, () => this.#wire.destroy());
  }

  #broken(thrown: unknown): void {
    if (this.#phase === 'closing') return this.#wire.destroy();
    this.fail(toAmqpError(thrown));
    // What comes cannot be understood any more, a close-ok neither.
    void this.#released?.then(() => this.#endSoon());
  }

  #silent(): void {
    this.context.log.warn('missed heartbeats from an AMQP client', { connection: this.#name });
    this.#wire.destroy();
  }

  #tooSlow(): void {
    this.context.log.warn('an AMQP handshake took too long', { connection: this.#name });
    this.#wire.destroy();
  }

  /** Sends what is left; a client that does not hang up is hung up on. */
  #endSoon(): void {
    this.#wire.end();
    this.#deadline.cancel();
    this.#deadline = this.context.clock.after(closeMsMax, () => this.#wire.destroy());
  }

  #gone(): void {
    this.#phase = 'closed';
    this.#deadline.cancel();
    this.#handshake.end(new Error('the connection was lost'));
    void this.#release();
  }

  /** Gives everything back; once. */
  #release(): Promise<void> {
    return (this.#released ??= this.#giveBack());
  }

  async #giveBack(): Promise<void> {
    this.#heartbeat?.stop();
    await this.#channels?.abandonAll();
    await this.#connection?.close();
  }
}

/** Of a virtual host. */
const keepsOut: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['vhost_not_found', 'access_refused', 'limit_exceeded']);

const noMethod = { classId: 0, methodId: 0 };

function checkHeartbeat(channel: number): void {
  if (channel !== 0) throw unexpectedFrame(`heartbeat on channel ${channel}`);
}

const unexpectedFrame = (text: string): AmqpError => new AmqpError('UNEXPECTED_FRAME', text, noMethod);
const outOfTurn = (): AmqpError => new AmqpError('CHANNEL_ERROR', 'the connection is not open yet', noMethod);
