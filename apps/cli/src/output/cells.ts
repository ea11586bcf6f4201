import type { Tone } from './colours.js';
import { formatAge, formatBytes, formatCount, formatRate } from './figures.js';
import { formatJson } from '../api/exact-json.js';

/** One value: as a person reads it and as a program does. */
export interface Cell {
  readonly shown: string;
  readonly plain: string;
  readonly tone: Tone;
}

export interface Column<T> {
  /** The field of the API's answer, by which --fields finds it. */
  readonly name: string;
  /** What stands above it. Default: the name. */
  readonly head?: string;
  readonly cell: (item: T) => Cell;
  readonly isFigure?: boolean;
  /** Is cut where the terminal is too narrow. */
  readonly isLong?: boolean;
}

const nothing: Cell = { shown: '–', plain: '', tone: 'faint' };

function cell(shown: string, plain: string, tone: Tone = 'plain'): Cell {
  return { shown: printable(shown), plain: printable(plain), tone };
}

export function text(value: string | null | undefined, tone: Tone = 'plain'): Cell {
  return value === null || value === undefined || value === '' ? nothing : cell(value, value, tone);
}

export const count = (value: number | null | undefined, tone: Tone = 'plain'): Cell =>
  typeof value === 'number' ? cell(formatCount(value), String(value), value === 0 ? 'faint' : tone) : nothing;

export const rate = (value: number): Cell => cell(formatRate(value), String(value), value === 0 ? 'faint' : 'plain');

export const bytes = (value: number): Cell => cell(formatBytes(value), String(value));

/** How long ago. */
export const age = (instant: string | null | undefined, tone: Tone = 'plain'): Cell =>
  instant ? cell(formatAge(instant), instant, tone) : nothing;

/** The local time, to the second. */
export const instant = (value: string | null | undefined): Cell =>
  value ? cell(new Date(value).toLocaleString('sv-SE'), value) : nothing;

export const yesNo = (value: boolean): Cell => cell(value ? 'yes' : 'no', String(value), value ? 'plain' : 'faint');

/** Any value of JSON in one line. */
export function json(value: unknown, tone: Tone = 'plain'): Cell {
  if (value === undefined || value === null) return nothing;
  if (typeof value === 'object' && Object.keys(value).length === 0) return { ...nothing, plain: formatJson(value) };
  const written = typeof value === 'string' ? value : formatJson(value);
  return cell(written, written, tone);
}

/** Control characters as pictures: what a message holds must not steer a terminal or break a line. */
export function printable(value: string): string {
  return value.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : '�';
  });
}
