/** A value that writes itself where it is wanted: a copy less of what is large. */
export interface BytesWriter {
  /** Bytes. */
  readonly length: number;
  writeTo(target: Buffer, at: number): void;
}

/** Buffers and writers go as binary, the rest as text. */
export type BindValue = Buffer | BytesWriter | string | number | boolean | null;

const BIND = 0x42; // 'B'
const NULL_LENGTH = -1;
const FORMAT_TEXT = 0;
const FORMAT_BINARY = 1;
/** Execute of the unnamed portal without a limit of rows, and Sync. */
const executeAndSync = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4]);

type Sized = Exclude<BindValue, number | boolean>;

/**
 * Binds a prepared statement, runs it and ends the transaction around it, as one piece: what a group commit sends has hundreds of kilobytes,
 * and pg would copy them three times (https://www.postgresql.org/docs/current/protocol-message-formats.html).
 *
 *   Bind: 'B' · int32 length · portal · statement · int16 n · int16 format * n · int16 n · (int32 length · bytes) * n · int16 1 · int16 binary
 */
export function bindMessage(statement: string, values: readonly BindValue[]): Buffer {
  const sized = values.map(sizedValue);
  const lengths = sized.map(lengthOf);
  const bindLength = lengths.reduce(
    (sum, length) => sum + Math.max(length, 0),
    4 + 1 + Buffer.byteLength(statement) + 1 + 2 + 2 * sized.length + 2 + 4 * sized.length + 4,
  );
  const target = Buffer.allocUnsafe(1 + bindLength + executeAndSync.length);
  target[0] = BIND;
  let at = target.writeInt32BE(bindLength, 1);
  target[at++] = 0;
  at += target.write(statement, at);
  target[at++] = 0;
  at = target.writeInt16BE(sized.length, at);
  for (const value of sized) at = target.writeInt16BE(formatOf(value), at);
  at = target.writeInt16BE(sized.length, at);
  for (let i = 0; i < sized.length; i++) at = writeValue(target, sized[i]!, lengths[i]!, at);
  at = target.writeInt16BE(1, at);
  at = target.writeInt16BE(FORMAT_BINARY, at);
  executeAndSync.copy(target, at);
  return target;
}

const sizedValue = (value: BindValue): Sized => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value);

function lengthOf(value: Sized): number {
  if (value === null) return NULL_LENGTH;
  return typeof value === 'string' ? Buffer.byteLength(value) : value.length;
}

const formatOf = (value: Sized): number => (value === null || typeof value === 'string' ? FORMAT_TEXT : FORMAT_BINARY);

function writeValue(target: Buffer, value: Sized, length: number, at: number): number {
  const start = target.writeInt32BE(length, at);
  if (value === null) return start;
  if (typeof value === 'string') target.write(value, start);
  else if ('writeTo' in value) value.writeTo(target, start);
  else target.set(value, start);
  return start + length;
}
