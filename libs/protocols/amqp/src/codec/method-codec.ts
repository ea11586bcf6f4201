import { decodeTable, encodeTable, type FieldTable } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';
import { methodKey, type FieldKind, type FieldKinds } from '../spec/method-definition.js';
import { methods, type MethodName } from '../spec/methods.js';
import { readShortString } from './short-string.js';

interface ValueOf {
  readonly bit: boolean;
  readonly octet: number;
  readonly short: number;
  readonly long: number;
  /** Inexact above 2^53: no tag ever gets there. */
  readonly longlong: number;
  /** At most 255 bytes of UTF-8. */
  readonly shortstr: string;
  readonly longstr: Buffer;
  readonly table: FieldTable;
}

type FieldsOf<N extends MethodName> = {
  readonly [F in keyof (typeof methods)[N]['fields']]: (typeof methods)[N]['fields'][F] extends FieldKind
    ? ValueOf[(typeof methods)[N]['fields'][F]]
    : never;
};

/** A method as it was received. */
export type Method = { readonly [N in MethodName]: { readonly name: N } & FieldsOf<N> }[MethodName];
export type MethodOf<N extends MethodName> = Extract<Method, { readonly name: N }>;

/** What a sender must say: reserved fields are written empty. */
export type Sent<N extends MethodName> = Omit<FieldsOf<N>, `reserved${number}`>;

interface Layout {
  readonly name: MethodName;
  readonly fields: readonly (readonly [name: string, kind: FieldKind])[];
}

const layouts = new Map<number, Layout>(
  Object.entries(methods).map(([name, { classId, methodId, fields }]) => [
    methodKey(classId, methodId),
    { name: name as MethodName, fields: Object.entries(fields as FieldKinds) },
  ]),
);

/** Class and method number. */
const idsBytes = 4;

/** Reads a method from its frame's payload. Throws an AmqpError: 540 for an unknown method, 502 for fields that are none. */
export function decodeMethod(bytes: Buffer, start: number, end: number): Method {
  if (end - start < idsBytes)
    throw new AmqpError('SYNTAX_ERROR', `a method of ${end - start} bytes`, { classId: 0, methodId: 0 });
  const reader = new FieldReader(bytes, start, end);
  const classId = reader.short();
  const methodId = reader.short();
  const layout = layouts.get(methodKey(classId, methodId));
  if (layout === undefined)
    throw new AmqpError('NOT_IMPLEMENTED', `unknown method ${classId}.${methodId}`, { classId, methodId });
  try {
    const method: Record<string, unknown> = { name: layout.name };
    for (const [name, kind] of layout.fields) method[name] = reader[kind]();
    reader.requireEnd();
    return method as Method;
  } catch (thrown) {
    throw syntaxError(layout.name, thrown).at({ classId, methodId });
  }
}

function syntaxError(name: MethodName, thrown: unknown): AmqpError {
  const because = thrown instanceof Error ? thrown.message : String(thrown);
  return new AmqpError('SYNTAX_ERROR', `malformed ${name}: ${because}`);
}

class FieldReader {
  /** Bits left in the octet at hand. */
  #bits = 0;
  #bitsLeft = 0;

  constructor(
    private readonly bytes: Buffer,
    private at: number,
    private readonly end: number,
  ) {}

  bit(): boolean {
    if (this.#bitsLeft === 0) {
      this.#bits = this.bytes[this.#take(1)]!;
      this.#bitsLeft = 8;
    }
    const bit = (this.#bits & 1) === 1;
    this.#bits >>= 1;
    this.#bitsLeft--;
    return bit;
  }

  octet(): number {
    return this.bytes[this.#take(1)]!;
  }

  short(): number {
    return this.bytes.readUInt16BE(this.#take(2));
  }

  long(): number {
    return this.bytes.readUInt32BE(this.#take(4));
  }

  longlong(): number {
    const start = this.#take(8);
    return this.bytes.readUInt32BE(start) * 0x1_0000_0000 + this.bytes.readUInt32BE(start + 4);
  }

  shortstr(): string {
    const length = this.bytes[this.#take(1)]!;
    const start = this.#take(length);
    return readShortString(this.bytes, start, start + length);
  }

  longstr(): Buffer {
    const length = this.bytes.readUInt32BE(this.#take(4));
    const start = this.#take(length);
    return this.bytes.subarray(start, start + length);
  }

  table(): FieldTable {
    this.#bitsLeft = 0;
    const { table, end } = decodeTable(this.bytes.subarray(0, this.end), this.at);
    this.at = end;
    return table;
  }

  requireEnd(): void {
    if (this.at !== this.end) throw new Error(`${this.end - this.at} bytes are left over`);
  }

  #take(count: number): number {
    this.#bitsLeft = 0;
    const start = this.at;
    if (count > this.end - start) throw new Error(`${count} bytes announced, ${this.end - start} left`);
    this.at = start + count;
    return start;
  }
}

// ── encoding ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The payload of a method frame. */
export function encodeMethod<N extends MethodName>(name: N, values: Sent<N>): Buffer {
  const { classId, methodId, fields } = methods[name];
  const writer = new FieldWriter();
  writer.short(classId);
  writer.short(methodId);
  for (const [field, kind] of Object.entries(fields as FieldKinds)) {
    const value = (values as Readonly<Record<string, unknown>>)[field] ?? empty[kind];
    // The kinds and ValueOf agree; TypeScript does not see that they do so field by field.
    (writer[kind] as (value: unknown) => void)(value);
  }
  return writer.finish();
}

const empty = {
  bit: false,
  octet: 0,
  short: 0,
  long: 0,
  longlong: 0,
  shortstr: '',
  longstr: Buffer.alloc(0),
  table: [],
} as const satisfies ValueOf;

class FieldWriter {
  readonly #parts: Buffer[] = [];
  #bits = 0;
  #bitCount = 0;

  readonly bit = (value: boolean): void => {
    if (this.#bitCount === 8) this.#endBits();
    if (value) this.#bits |= 1 << this.#bitCount;
    this.#bitCount++;
  };

  readonly octet = (value: number): void => this.#add(Buffer.from([value]));

  readonly short = (value: number): void => {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16BE(value);
    this.#add(bytes);
  };

  readonly long = (value: number): void => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    this.#add(bytes);
  };

  readonly longlong = (value: number): void => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    this.#add(bytes);
  };

  readonly shortstr = (value: string): void => {
    const bytes = Buffer.from(value);
    if (bytes.length > 255) throw new RangeError(`a short string has ${bytes.length} bytes; 255 are allowed`);
    this.#add(Buffer.from([bytes.length]));
    this.#add(bytes);
  };

  readonly longstr = (value: Buffer): void => {
    this.long(value.length);
    this.#add(value);
  };

  readonly table = (value: FieldTable): void => this.#add(encodeTable(value));

  finish(): Buffer {
    this.#endBits();
    return Buffer.concat(this.#parts);
  }

  #add(bytes: Buffer): void {
    this.#endBits();
    this.#parts.push(bytes);
  }

  #endBits(): void {
    if (this.#bitCount === 0) return;
    this.#parts.push(Buffer.from([this.#bits]));
    this.#bits = this.#bitCount = 0;
  }
}
