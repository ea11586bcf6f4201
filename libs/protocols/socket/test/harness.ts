import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Log, LogFields } from '@howdah/core';
import {
  createSocketServer,
  type SocketConnection,
  type SocketHandler,
  type SocketServer,
  type SocketServerOptions,
} from '@howdah/protocol-socket';
import { onTestFinished } from 'vitest';

export interface RunningServer {
  readonly server: SocketServer;
  readonly port: number;
  /** Every connection that the protocol was given. */
  readonly connections: readonly SocketConnection[];
  /** Resolves with the next connection that the protocol is given. */
  readonly nextConnection: () => Promise<SocketConnection>;
  readonly log: RecordingLog;
}

/** Keeps what was said, one line for each call. */
export class RecordingLog implements Log {
  readonly lines: { readonly message: string; readonly fields: LogFields }[] = [];
  info = (message: string, fields: LogFields = {}): void => void this.lines.push({ message, fields });
  warn = this.info;
  error = this.info;
}

/** The protocol of those who want none: it ends a socket when it is told to stop, or the peer has ended it. */
function endWhenTold({ socket }: SocketConnection): SocketHandler {
  socket.on('end', () => socket.end());
  return { stop: () => void socket.end() };
}

/** Listens on any free port of the loopback address. */
export async function startServer(options: Partial<SocketServerOptions> = {}): Promise<RunningServer> {
  const log = new RecordingLog();
  const connections: SocketConnection[] = [];
  const waiting: ((connection: SocketConnection) => void)[] = [];
  const { onSocket = endWhenTold, ...others } = options;
  const server = createSocketServer({
    ...{ host: '127.0.0.1', port: 0, limits: { maxConnections: 100 }, log, ...others },
    onSocket: (connection) => {
      connections.push(connection);
      waiting.shift()?.(connection);
      return onSocket(connection);
    },
  });
  const { port } = await server.listen();
  onTestFinished(() => server.close(0));
  const nextConnection = () => new Promise<SocketConnection>((resolve) => waiting.push(resolve));
  return { server, port, connections, nextConnection, log };
}

/** A client that reads what comes and throws it away. */
export async function connectTo(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket.resume();
}

export async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}
