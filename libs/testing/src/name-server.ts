import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface NameServer {
  readonly port: number;
  /** Takes questions, and never answers again. */
  fallSilent(): void;
  close(): void;
}

interface Wanted {
  /** An IPv4 address: every name's. */
  readonly answer: string;
  /** Where it listens. Default 127.0.0.1. */
  readonly address?: string;
  /** Default: a free one. */
  readonly port?: number;
}

const typeA = 1;

/** A name server over UDP that knows every name, at one address. */
export async function startNameServer({ answer, address = '127.0.0.1', port = 0 }: Wanted): Promise<NameServer> {
  const socket = createSocket('udp4');
  let isSilent = false;
  socket.on('message', (query, from) => {
    if (!isSilent) socket.send(answerTo(query, answer), from.port, from.address);
  });
  socket.bind(port, address);
  await once(socket, 'listening');
  return { port: socket.address().port, fallSilent: () => void (isSilent = true), close: () => void socket.close() };
}

/** The question again, and if it is for an IPv4 address one record that points at its name. [RFC 1035, 4.1] */
function answerTo(query: Buffer, answer: string): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const records = query.readUInt16BE(end - 4) === typeA ? [recordOf(answer)] : [];
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, query.subarray(12, end), ...records]);
}

const recordOf = (address: string): Buffer =>
  Buffer.from([0xc0, 12, 0, typeA, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]);
