import { BrokerError } from '../errors.js';
import type { FieldTable, FieldValue } from './field-table.js';

/**
 * The binary form of a field table, as RabbitMQ's clients speak it (AMQP 0-9-1, section 4.2.5, with the
 * type octets of RabbitMQ’s errata, https://www.rabbitmq.com/amqp-0-9-1-errata):
 * u32 byte length, then (short string name, type octet, value)*. Decoding checks every length before it is trusted.
 */

/** Deeper nesting is refused: decoding recurses. */
const NESTING_MAX = 64;

const malformed = (what: string): BrokerError => new BrokerError('invalid_message', `malformed field table: ${what}`);

/** Reads forward; refuses to read beyond the end. */
class Reader {
  constructor(
    readonly bytes: Buffer,
    public at: number,
    readonly end: number,
  ) {}

  take(count: number): number {
    const start = this.at;
    if (count > this.end - start) throw malformed(`${count} bytes announced, ${this.end - start} left`);
    this.at = start + count;
    return start;
  }

  slice(count: number): Buffer {
    const start = this.take(count);
    return this.bytes.subarray(start, start + count);
  }

  long(): Buffer {
    return this.slice(this.bytes.readUInt32BE(this.take(4)));
  }

  nested(): Reader {
    const length = this.bytes.readUInt32BE(this.take(4));
    const start = this.take(length);
    return new Reader(this.bytes, start, start + length);
  }
}

type Decode = (reader: Reader, depth: number) => FieldValue;

/** By type octet. */
const decoders: Readonly<Record<string, Decode>> = {
  t: (r) => ({ type: 'boolean', value: r.bytes[r.take(1)] !== 0 }),
  b: (r) => ({ type: 'int8', value: r.bytes.readInt8(r.take(1)) }),
  B: (r) => ({ type: 'uint8', value: r.bytes.readUInt8(r.take(1)) }),
  s: (r) => ({ type: 'int16', value: r.bytes.readInt16BE(r.take(2)) }),
  u: (r) => ({ type: 'uint16', value: r.bytes.readUInt16BE(r.take(2)) }),
  I: (r) => ({ type: 'int32', value: r.bytes.readInt32BE(r.take(4)) }),
  i: (r) => ({ type: 'uint32', value: r.bytes.readUInt32BE(r.take(4)) }),
  l: (r) => ({ type: 'int64', value: r.bytes.readBigInt64BE(r.take(8)) }),
  L: (r) => ({ type: 'int64', value: r.bytes.readBigInt64BE(r.take(8)) }),
  f: (r) => ({ type: 'float', value: r.bytes.readFloatBE(r.take(4)) }),
  d: (r) => ({ type: 'double', value: r.bytes.readDoubleBE(r.take(8)) }),
  D: (r) => ({ type: 'decimal', scale: r.bytes.readUInt8(r.take(1)), value: r.bytes.readUInt32BE(r.take(4)) }),
  S: (r) => ({ type: 'string', value: r.long() }),
  x: (r) => ({ type: 'bytes', value: r.long() }),
  A: (r, depth) => ({ type: 'array', value: readArray(r.nested(), depth) }),
  T: (r) => ({ type: 'timestamp', value: r.bytes.readBigUInt64BE(r.take(8)) }),
  F: (r, depth) => ({ type: 'table', value: readTable(r.nested(), depth) }),
  V: () => ({ type: 'void' }),
};

function readValue(reader: Reader, depth: number): FieldValue {
  const tag = String.fromCharCode(reader.bytes[reader.take(1)]!);
  const decode = decoders[tag];
  if (decode === undefined) throw malformed(`unknown value type '${tag}'`);
  return decode(reader, depth + 1);
}

function requireShallow(depth: number): void {
  if (depth > NESTING_MAX) throw malformed(`nested more than ${NESTING_MAX} deep`);
}

function readArray(reader: Reader, depth: number): FieldValue[] {
  requireShallow(depth);
  const values: FieldValue[] = [];
  while (reader.at < reader.end) values.push(readValue(reader, depth));
  return values;
}

function readTable(reader: Reader, depth: number): FieldTable {
  requireShallow(depth);
  const fields: [string, FieldValue][] = [];
  while (reader.at < reader.end) {
    const name = reader.slice(reader.bytes[reader.take(1)]!).toString('utf8');
    fields.push([name, readValue(reader, depth)]);
  }
  return fields;
}

/** Decodes the table at `start` (its length prefix included); the values are views of `bytes`. */
export function decodeTable(bytes: Buffer, start = 0): { readonly table: FieldTable; readonly end: number } {
  const reader = new Reader(bytes, start, bytes.length);
  const table = readTable(reader.nested(), 0);
  return { table, end: reader.at };
}

function bytesOf(size: number, write: (target: Buffer) => void): Buffer {
  const target = Buffer.allocUnsafe(size);
  write(target);
  return target;
}

function withLength(content: Buffer): Buffer[] {
  return [bytesOf(4, (target) => target.writeUInt32BE(content.length)), content];
}

const tagged = (tag: string, ...parts: Buffer[]): Buffer => Buffer.concat([Buffer.from(tag, 'latin1'), ...parts]);

function encodeValue(field: FieldValue): Buffer {
  switch (field.type) {
    case 'boolean':
      return tagged('t', Buffer.from([field.value ? 1 : 0]));
    case 'int8':
      return tagged(
        'b',
        bytesOf(1, (t) => t.writeInt8(field.value)),
      );
    case 'uint8':
      return tagged(
        'B',
        bytesOf(1, (t) => t.writeUInt8(field.value)),
      );
    case 'int16':
      return tagged(
        's',
        bytesOf(2, (t) => t.writeInt16BE(field.value)),
      );
    case 'uint16':
      return tagged(
        'u',
        bytesOf(2, (t) => t.writeUInt16BE(field.value)),
      );
    case 'int32':
      return tagged(
        'I',
        bytesOf(4, (t) => t.writeInt32BE(field.value)),
      );
    case 'uint32':
      return tagged(
        'i',
        bytesOf(4, (t) => t.writeUInt32BE(field.value)),
      );
    case 'int64':
      return tagged(
        'l',
        bytesOf(8, (t) => t.writeBigInt64BE(field.value)),
      );
    case 'float':
      return tagged(
        'f',
        bytesOf(4, (t) => t.writeFloatBE(field.value)),
      );
    case 'double':
      return tagged(
        'd',
        bytesOf(8, (t) => t.writeDoubleBE(field.value)),
      );
    case 'decimal':
      return tagged(
        'D',
        Buffer.from([field.scale]),
        bytesOf(4, (t) => t.writeUInt32BE(field.value)),
      );
    case 'string':
      return tagged('S', ...withLength(field.value));
    case 'bytes':
      return tagged('x', ...withLength(field.value));
    case 'array':
      return tagged('A', ...withLength(Buffer.concat(field.value.map(encodeValue))));
    case 'timestamp':
      return tagged(
        'T',
        bytesOf(8, (t) => t.writeBigUInt64BE(field.value)),
      );
    case 'table':
      return tagged('F', encodeTable(field.value));
    case 'void':
      return tagged('V');
  }
}

/** The table with its length prefix. Names are at most 255 bytes. */
export function encodeTable(table: FieldTable): Buffer {
  const fields = table.flatMap(([name, value]) => {
    const bytes = Buffer.from(name);
    if (bytes.length > 255) throw new BrokerError('invalid_message', `a header name has ${bytes.length} bytes; 255 are allowed`);
    return [Buffer.from([bytes.length]), bytes, encodeValue(value)];
  });
  return Buffer.concat(withLength(Buffer.concat(fields)));
}
