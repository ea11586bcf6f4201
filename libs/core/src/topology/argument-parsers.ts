import type { FieldValue } from '../message/field-table.js';
import { decimalOf, integerOf, showField, typeNames } from '../message/field-names.js';

/** Why a value is refused, in RabbitMQ's words, and what would be accepted. */
export class Refusal extends Error {
  constructor(
    readonly reason: string,
    readonly accepted: string,
    /** The error text says `invalid type` instead of `invalid arg`. */
    readonly isType = false,
  ) {
    super(reason);
  }
}

/** Turns a value into a setting; throws a Refusal. */
export type Parser<T> = (field: FieldValue) => T;

/** RabbitMQ's limit of times, ten years in ms. */
const timeMsMax = 315_360_000_000;

function integer(min: number, max: number, tooLarge: string): Parser<number> {
  const accepted = `a whole number from ${min} to ${max}`;
  return (field) => {
    const value = integerOf(field);
    if (value === null) throw new Refusal(`"expected integer, got ${typeNames[field.type]}"`, accepted);
    if (value > max) throw new Refusal(`{${tooLarge},${value}}`, accepted);
    if (value >= min) return Number(value);
    throw new Refusal(value === 0n ? '{value_zero,0}' : `{value_negative,${value}}`, accepted);
  };
}

/** ms */
export const time = (min: 0 | 1): Parser<number> => integer(min, timeMsMax, 'value_too_large');
export const count = (min: number, max: number = Number.MAX_SAFE_INTEGER): Parser<number> =>
  integer(min, max, 'max_value_exceeded');

/** Integers, floating point and decimals alike; some clients cannot write floating point. */
export function real(min: number, max: number): Parser<number> {
  const accepted = `a number from ${min} to ${max}`;
  return (field) => {
    const value = numberOf(field);
    if (value >= min && value <= max) return value;
    if (Number.isNaN(value)) throw new Refusal(`"expected number, got ${typeNames[field.type]}"`, accepted);
    throw new Refusal(value < min ? `{value_negative,${value}}` : `{max_value_exceeded,${value}}`, accepted);
  };
}

function numberOf(field: FieldValue): number {
  if (field.type === 'float' || field.type === 'double') return field.value;
  if (field.type === 'decimal') return decimalOf(field);
  return Number(integerOf(field) ?? NaN);
}

export const text: Parser<string> = (field) => {
  if (field.type === 'string') return field.value.toString();
  throw new Refusal(typeNames[field.type], 'a string', true);
};

export const flag: Parser<boolean> = (field) => {
  if (field.type === 'boolean') return field.value;
  throw new Refusal(`"expected bool, got ${typeNames[field.type]}"`, 'true or false');
};

/** One of some words; `reason` says what is wrong with another one. */
export function oneOf<W extends string>(words: readonly W[], reason: (found: string) => string): Parser<W> {
  return (field) => {
    const accepted = words.join(', ');
    if (field.type !== 'string') throw new Refusal(`"expected longstr, got ${typeNames[field.type]}"`, accepted);
    const found = showField(field);
    const word = words.find((one) => one === found);
    if (word === undefined) throw new Refusal(reason(found), accepted);
    return word;
  };
}
