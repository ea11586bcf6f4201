/** The wire types of method fields: section 4.2.1. Neighbouring bits share octets, the first in the lowest bit. */
export type FieldKind = 'bit' | 'octet' | 'short' | 'long' | 'longlong' | 'shortstr' | 'longstr' | 'table';

export type FieldKinds = Readonly<Record<string, FieldKind>>;

export interface MethodDefinition<F extends FieldKinds> {
  readonly classId: number;
  readonly methodId: number;
  readonly fields: F;
}

export function method<const F extends FieldKinds>(classId: number, methodId: number, fields: F): MethodDefinition<F> {
  return { classId, methodId, fields };
}

/** Class and method number as one: how a method is named on the wire. */
export const methodKey = (classId: number, methodId: number): number => classId * 0x1_0000 + methodId;
