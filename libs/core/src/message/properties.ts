import { BrokerError } from '../errors.js';
import { endOfTable } from './field-table-check.js';
import { decodeTable, encodeTable } from './field-table-codec.js';
import { editTable } from './field-table-edit.js';
import { emptyTable, type FieldTable } from './field-table.js';

/** A message's properties as plain values; absent means not set. */
export interface PropertyFields {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly headers?: FieldTable;
  /** 1 transient, 2 persistent. */
  readonly deliveryMode?: number;
  /** 0 to 255, higher first; used by queues with x-max-priority. */
  readonly priority?: number;
  readonly correlationId?: string;
  readonly replyTo?: string;
  /** Time to live in ms as a decimal string. */
  readonly expiration?: string;
  readonly messageId?: string;
  /** Seconds since 1970. */
  readonly timestamp?: number;
  readonly type?: string;
  readonly userId?: string;
  readonly appId?: string;
  readonly clusterId?: string;
}

export type PropertyChanges = { readonly [K in keyof PropertyFields]?: PropertyFields[K] | undefined };

type Name = keyof PropertyFields;
type Kind = 'string' | 'table' | 'octet' | 'timestamp';

/** In wire order: the first has flag bit 15, the next bit 14, and so on. */
const wireOrder: readonly (readonly [Name, Kind])[] = [
  ['contentType', 'string'],
  ['contentEncoding', 'string'],
  ['headers', 'table'],
  ['deliveryMode', 'octet'],
  ['priority', 'octet'],
  ['correlationId', 'string'],
  ['replyTo', 'string'],
  ['expiration', 'string'],
  ['messageId', 'string'],
  ['timestamp', 'timestamp'],
  ['type', 'string'],
  ['userId', 'string'],
  ['appId', 'string'],
  ['clusterId', 'string'],
];

const kinds = wireOrder.map(([, kind]) => kind);
const indexOf = Object.fromEntries(wireOrder.map(([name], i) => [name, i])) as Readonly<Record<Name, number>>;
const bitOf = (index: number): number => 1 << (15 - index);
/** Another word of flags follows; nobody sends it, so the properties behind it are unknown to everyone. */
const MORE_FLAGS = 1;
/** The bits of the first word that stand for no property. */
const NO_PROPERTY = 3;

const malformed = (what: string): BrokerError => new BrokerError('invalid_message', `malformed properties: ${what}`);

/**
 * A message's properties: immutable, kept in binary form and read when asked. The form is AMQP 0-9-1's property list
 * (section 4.2.6.1), which has a place for every property and header type we keep: AMQP passes its bytes through
 * untouched, other protocols build it with `from`.
 */
export class Properties {
  static readonly empty = Properties.from({});
  readonly encoded: Buffer;

  private constructor(encoded: Buffer) {
    this.encoded = encoded;
  }

  /** Does not copy and checks nothing yet: `validate`, or the first reading, does. */
  static fromEncoded(encoded: Buffer): Properties {
    return new Properties(encoded);
  }

  static from(fields: PropertyChanges): Properties {
    return new Properties(assemble((name, kind) => encodeIfSet(name, kind, fields[name])));
  }

  get contentType(): string | undefined {
    return this.#string('contentType');
  }
  get contentEncoding(): string | undefined {
    return this.#string('contentEncoding');
  }
  get headers(): FieldTable {
    const at = this.#find('headers');
    return at < 0 ? emptyTable : decodeTable(this.encoded, at).table;
  }
  /** Some header is set. Found out without decoding them: nearly every client sends an empty table. */
  get hasHeaders(): boolean {
    const at = this.#find('headers');
    return at >= 0 && this.encoded.readUInt32BE(at) > 0;
  }
  get deliveryMode(): number | undefined {
    return this.#octet('deliveryMode');
  }
  get priority(): number | undefined {
    return this.#octet('priority');
  }
  get correlationId(): string | undefined {
    return this.#string('correlationId');
  }
  get replyTo(): string | undefined {
    return this.#string('replyTo');
  }
  get expiration(): string | undefined {
    return this.#string('expiration');
  }
  get messageId(): string | undefined {
    return this.#string('messageId');
  }
  get timestamp(): number | undefined {
    const at = this.#find('timestamp');
    return at < 0 ? undefined : Number(this.encoded.readBigUInt64BE(at));
  }
  get type(): string | undefined {
    return this.#string('type');
  }
  get userId(): string | undefined {
    return this.#string('userId');
  }
  get appId(): string | undefined {
    return this.#string('appId');
  }
  get clusterId(): string | undefined {
    return this.#string('clusterId');
  }

  fields(): PropertyFields {
    const fields: Record<string, unknown> = {};
    for (const [name] of wireOrder) if (this.#find(name) >= 0) fields[name] = this[name];
    return fields;
  }

  /** A copy with some properties set anew; undefined removes one. The others keep their bytes. */
  with(changes: PropertyChanges): Properties {
    const bytesOf = (name: Name, kind: Kind): Buffer | null =>
      Object.hasOwn(changes, name) ? encodeIfSet(name, kind, changes[name]) : this.#bytesOf(name, kind);
    return new Properties(assemble(bytesOf));
  }

  /** A copy whose headers lack some names and have other fields at their end; those that stay keep their bytes. */
  withHeaders(without: readonly string[], added: FieldTable): Properties {
    const at = this.#find('headers');
    const none = added.length === 0 ? null : encodeTable(added);
    const headers = at < 0 ? none : editTable(this.encoded, at, without, added);
    return new Properties(assemble((name, kind) => (name === 'headers' ? headers : this.#bytesOf(name, kind))));
  }

  /** Without flags that stand for no property: this side can pass over them, clients read on in the wrong place. */
  withoutUnknownFlags(): Properties {
    return (this.#flags() & NO_PROPERTY) === 0 ? this : this.with({});
  }

  /** Looks at every length and type, and decodes nothing. Throws invalid_message. */
  validate(): void {
    if (this.#end() !== this.encoded.length) throw malformed('bytes are left over');
    const at = this.#find('headers');
    if (at >= 0 && endOfTable(this.encoded, at, this.encoded.length) < 0) throw malformed('the headers are no field table');
  }

  #end(): number {
    const flags = this.#flags();
    let at = this.#valuesStart();
    for (let i = 0; i < kinds.length; i++) if ((flags & bitOf(i)) !== 0) at = this.#skip(kinds[i]!, at);
    return at;
  }

  #flags(): number {
    if (this.encoded.length < 2) throw malformed('no flags');
    return this.encoded.readUInt16BE(0);
  }

  #valuesStart(): number {
    let at = 0;
    while (at + 2 <= this.encoded.length) {
      const more = this.encoded.readUInt16BE(at) & MORE_FLAGS;
      at += 2;
      if (more === 0) return at;
    }
    throw malformed('the flags do not end');
  }

  /** Where a property's value starts; -1 when it is not set. Passes over the values before it by their lengths. */
  #find(name: Name): number {
    const index = indexOf[name];
    const flags = this.#flags();
    if ((flags & bitOf(index)) === 0) return -1;
    let at = this.#valuesStart();
    for (let i = 0; i < index; i++) if ((flags & bitOf(i)) !== 0) at = this.#skip(kinds[i]!, at);
    this.#skip(kinds[index]!, at);
    return at;
  }

  #skip(kind: Kind, at: number): number {
    const end = at + this.#sizeAt(kind, at);
    if (end > this.encoded.length) throw malformed('a value is cut off');
    return end;
  }

  #sizeAt(kind: Kind, at: number): number {
    switch (kind) {
      case 'octet':
        return 1;
      case 'timestamp':
        return 8;
      case 'string':
        return 1 + (this.encoded[at] ?? 0);
      case 'table':
        if (at + 4 > this.encoded.length) throw malformed('a value is cut off');
        return 4 + this.encoded.readUInt32BE(at);
    }
  }

  #bytesOf(name: Name, kind: Kind): Buffer | null {
    const at = this.#find(name);
    return at < 0 ? null : this.encoded.subarray(at, at + this.#sizeAt(kind, at));
  }

  #string(name: Name): string | undefined {
    const at = this.#find(name);
    return at < 0 ? undefined : this.encoded.toString('utf8', at + 1, at + 1 + this.encoded[at]!);
  }

  #octet(name: Name): number | undefined {
    const at = this.#find(name);
    return at < 0 ? undefined : this.encoded[at];
  }
}

/** The property list of what `bytesOf` gives; null is not set. */
function assemble(bytesOf: (name: Name, kind: Kind) => Buffer | null): Buffer {
  let flags = 0;
  const parts: Buffer[] = [Buffer.alloc(2)];
  wireOrder.forEach(([name, kind], i) => {
    const bytes = bytesOf(name, kind);
    if (bytes === null) return;
    flags |= bitOf(i);
    parts.push(bytes);
  });
  parts[0]!.writeUInt16BE(flags);
  return Buffer.concat(parts);
}

function encodeIfSet(name: Name, kind: Kind, value: PropertyFields[Name] | undefined): Buffer | null {
  return value === undefined ? null : encode(name, kind, value);
}

function encode(name: Name, kind: Kind, value: NonNullable<PropertyFields[Name]>): Buffer {
  switch (kind) {
    case 'octet':
      return Buffer.from([wholeNumber(name, value, 255)]);
    case 'timestamp': {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64BE(BigInt(wholeNumber(name, value, Number.MAX_SAFE_INTEGER)));
      return bytes;
    }
    case 'string': {
      const bytes = Buffer.from(value as string);
      if (bytes.length > 255) throw new BrokerError('invalid_message', `${name} has ${bytes.length} bytes; 255 are allowed`);
      return Buffer.concat([Buffer.from([bytes.length]), bytes]);
    }
    case 'table':
      return encodeTable(value as FieldTable);
  }
}

function wholeNumber(name: Name, value: unknown, max: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max) return value as number;
  throw new BrokerError('invalid_message', `${name} is ${String(value)}; accepted are 0 to ${max}`);
}
