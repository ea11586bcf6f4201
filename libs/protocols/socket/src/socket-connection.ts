import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { isLoopback, type Endpoint } from './address.js';
import { tlsFacts, type TlsFacts } from './tls.js';

/** An accepted socket, after the TLS handshake where there is one, and what is known of it even when it has closed. */
export class SocketConnection {
  readonly socket: Socket;
  readonly peer: Endpoint;
  readonly local: Endpoint;
  /** The peer is on this machine. */
  readonly loopback: boolean;
  /** Null when the connection is not encrypted. */
  readonly tls: TlsFacts | null;

  private constructor(socket: Socket, peer: Endpoint, local: Endpoint) {
    this.socket = socket;
    this.peer = peer;
    this.local = local;
    this.loopback = isLoopback(peer.address);
    this.tls = socket instanceof TLSSocket ? tlsFacts(socket) : null;
  }

  /** Null when the peer has gone already. */
  static of(socket: Socket): SocketConnection | null {
    const peer = endpoint(socket.remoteAddress, socket.remotePort);
    const local = endpoint(socket.localAddress, socket.localPort);
    return peer === null || local === null ? null : new SocketConnection(socket, peer, local);
  }

  get bytesIn(): number {
    return this.socket.bytesRead;
  }

  /** Includes what still waits in the socket. */
  get bytesOut(): number {
    return this.socket.bytesWritten;
  }
}

function endpoint(address: string | undefined, port: number | undefined): Endpoint | null {
  return address === undefined || port === undefined ? null : { address, port };
}
