import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { onTestFinished } from 'vitest';

const protocolHeader = Buffer.from('AMQP\0\0\x09\x01');

/** A connection that has got the server's first frame, connection.start, and answers nothing. */
export interface Greeted {
  readonly socket: Socket;
  readonly start: string;
}

/** Connects to an address as the broker prints it; `tls` is for amqps. */
export async function greet(address: string, tls: ConnectionOptions = {}): Promise<Greeted> {
  const { protocol, hostname, port } = new URL(address);
  const where = { host: hostname, port: Number(port) };
  const socket = protocol === 'amqps:' ? connectTls({ ...where, ...tls }) : connectPlain(where);
  onTestFinished(() => void socket.destroy());
  socket.write(protocolHeader);
  const [frame] = (await once(socket, 'data')) as [Buffer];
  return { socket, start: frame.toString('latin1') };
}
