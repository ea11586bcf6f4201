/**
 * Typed values of message headers and of queue, exchange and binding arguments. Every type that RabbitMQ's clients
 * send has its own tag here, so that a header comes back with exactly the type it was sent with.
 */
export type FieldValue =
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32'; readonly value: number }
  | { readonly type: 'int64'; readonly value: bigint }
  | { readonly type: 'float' | 'double'; readonly value: number }
  /** value × 10^-scale */
  | { readonly type: 'decimal'; readonly scale: number; readonly value: number }
  /** Bytes that are usually, not always, UTF-8. */
  | { readonly type: 'string'; readonly value: Buffer }
  | { readonly type: 'bytes'; readonly value: Buffer }
  | { readonly type: 'array'; readonly value: readonly FieldValue[] }
  /** Seconds since 1970. */
  | { readonly type: 'timestamp'; readonly value: bigint }
  | { readonly type: 'table'; readonly value: FieldTable }
  | { readonly type: 'void' };

/** Names in wire order; a name may repeat, and then the first one counts. */
export type FieldTable = readonly (readonly [name: string, value: FieldValue])[];

export const emptyTable: FieldTable = Object.freeze([]);

/** The first value under a name. */
export function fieldOf(table: FieldTable, name: string): FieldValue | undefined {
  for (const [key, value] of table) if (key === name) return value;
  return undefined;
}
