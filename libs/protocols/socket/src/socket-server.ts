import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type ServerOpts, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { Log } from '@howdah/core';
import { hostInUrl } from './address.js';
import { RefusalReport } from './refusal-report.js';
import { SocketConnection } from './socket-connection.js';
import { tlsOptions, untrusted, type TlsSettings } from './tls.js';

export interface SocketServerOptions {
  /** An address of this machine; 0.0.0.0 for all of IPv4, :: for all of IPv6 and no others. */
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Without it the connections are not encrypted. */
  readonly tls?: TlsSettings;
  readonly limits: {
    /** Sockets beyond it are closed as soon as they come. At least 1. */
    readonly maxConnections: number;
    /** A TLS handshake that takes longer is broken off. Default 10 s. */
    readonly handshakeMs?: number;
  };
  readonly log: Log;
  /**
   * Takes over an accepted socket: reads, writes, ends it, also when the peer has ended its direction ('end'), who can thus wait until all
   * is done. An error of the socket needs no listener; 'close' follows.
   */
  readonly onSocket: (connection: SocketConnection) => SocketHandler;
}

/** What a protocol makes of a connection. */
export interface SocketHandler {
  /** The server closes: take leave of the peer and end the socket, which is destroyed when the grace is over. May not throw. */
  stop(): void;
}

export interface SocketServer {
  /** Rejects with Node's error, by whose `code` the caller finds the remedy: EADDRINUSE, EACCES, EADDRNOTAVAIL, ENOTFOUND. */
  listen(): Promise<ListenAddress>;
  /** Connections that a handler has. */
  readonly connectionCount: number;
  /** Accepts no more and stops every handler; resolves when all sockets are closed, at the latest `graceMs` from now. */
  close(graceMs: number): Promise<void>;
}

/** How a program on this machine reaches the server. */
export interface ListenAddress {
  /** As it is written in a URL. */
  readonly host: string;
  readonly port: number;
}

/** Finds peers that vanished without a word where the protocol has no heartbeat. */
const keepAliveInitialDelay = 60_000;
/** When a broker has gone all its clients come to the others at once. The system has a limit of its own. */
const backlog = 4096;

export function createSocketServer(options: SocketServerOptions): SocketServer {
  return new ListeningServer(options);
}

class ListeningServer implements SocketServer {
  readonly #options: SocketServerOptions;
  readonly #server: Server;
  readonly #refusals: RefusalReport;
  /** All sockets, also those in their TLS handshake; under TLS two for each connection. */
  readonly #sockets = new Set<Socket>();
  readonly #handlers = new Set<SocketHandler>();
  #closed: Promise<void> | null = null;

  constructor(options: SocketServerOptions) {
    const { limits, log } = options;
    this.#options = options;
    this.#refusals = new RefusalReport(log);
    this.#server = this.#createServer();
    this.#server.maxConnections = limits.maxConnections;
    this.#server.on('drop', () => this.#refusals.add({ maxConnections: limits.maxConnections }));
    this.#server.on('connection', (socket: Socket) => this.#keep(this.#sockets, socket, socket));
  }

  get connectionCount(): number {
    return this.#handlers.size;
  }

  async listen(): Promise<ListenAddress> {
    const { host, port } = this.#options;
    this.#server.listen({ host, port, backlog, ipv6Only: true });
    await once(this.#server, 'listening');
    // Such as too many open files: that passes.
    this.#server.on('error', (error) => this.#refusals.add({ error }));
    return { host: hostInUrl(host), port: (this.#server.address() as AddressInfo).port };
  }

  close(graceMs: number): Promise<void> {
    this.#closed ??= this.#close(graceMs);
    return this.#closed;
  }

  async #close(graceMs: number): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const handler of this.#handlers) handler.stop();
    const grace = setTimeout(() => this.#destroyAll(), graceMs);
    await closed;
    // The last sockets say it a moment later than the server.
    await Promise.all([...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    clearTimeout(grace);
  }

  #destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #createServer(): Server {
    const { tls, limits } = this.#options;
    const sockets: ServerOpts = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay };
    if (tls === undefined) return createServer(sockets, (socket) => this.#serve(socket));
    const server = createTlsServer({ ...sockets, ...tlsOptions(tls, limits.handshakeMs) }, (socket) => this.#serveTls(socket));
    return server.on('tlsClientError', (error, socket) => this.#refuseTls(socket, error.message));
  }

  #serveTls(socket: TLSSocket): void {
    const reason = untrusted(socket);
    if (reason === null) this.#serve(socket);
    else this.#refuseTls(socket, `the client's certificate is not trusted: ${reason}`);
  }

  #refuseTls(socket: TLSSocket, reason: string): void {
    this.#options.log.info('a TLS connection was refused', { peer: socket.remoteAddress, reason });
    socket.destroy();
  }

  #serve(socket: Socket): void {
    socket.on('error', () => undefined);
    this.#keep(this.#sockets, socket, socket);
    const connection = SocketConnection.of(socket);
    if (connection === null || this.#closed !== null) return void socket.destroy();
    try {
      this.#keep(this.#handlers, this.#options.onSocket(connection), socket);
    } catch (error) {
      this.#options.log.error('a connection could not be served', { error, peer: connection.peer.address });
      socket.destroy();
    }
  }

  /** Until the socket closes. */
  #keep<T>(members: Set<T>, member: T, socket: Socket): void {
    members.add(member);
    socket.once('close', () => members.delete(member));
  }
}
