import { SearchSyntaxError } from './search-query.js';

/** A part of a word: bare characters may mean something, quoted ones stand for themselves. */
export interface Segment {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Characters up to white space; parts of it may be in quotes. */
export interface Word {
  readonly start: number;
  /** As it was typed. */
  readonly source: string;
  readonly segments: readonly Segment[];
}

const space = /\s/;

/** Reads a query from its start to its end, a word at a time. */
export class SearchReader {
  at = 0;

  constructor(readonly text: string) {}

  get isDone(): boolean {
    return this.at >= this.text.length;
  }

  skipSpace(): void {
    while (!this.isDone && space.test(this.text[this.at]!)) this.at++;
  }

  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  /** Up to white space, or to a bare character of `ends`; it may be empty. */
  word(ends: string): Word {
    const start = this.at;
    const segments: Segment[] = [];
    while (!this.isDone && !this.#isEnd(ends)) {
      const isQuoted = this.text[this.at] === '"';
      segments.push({ isQuoted, text: isQuoted ? this.#quoted() : this.#bare(ends) });
    }
    return { start, source: this.text.slice(start, this.at), segments };
  }

  /** What stands at a position, for an error. */
  foundAt(position: number): string {
    return /^\S*/.exec(this.text.slice(position))![0];
  }

  #isEnd(ends: string): boolean {
    const char = this.text[this.at]!;
    return space.test(char) || ends.includes(char);
  }

  #bare(ends: string): string {
    const start = this.at;
    while (!this.isDone && !this.#isEnd(ends) && this.text[this.at] !== '"') this.at++;
    return this.text.slice(start, this.at);
  }

  #quoted(): string {
    let text = '';
    for (this.at++; !this.isDone; this.at++) {
      const char = this.text[this.at]!;
      if (char === '"') {
        this.at++;
        return text;
      }
      if (char === '\\' && /["\\]/.test(this.text[this.at + 1] ?? '')) this.at++;
      text += this.text[this.at];
    }
    throw new SearchSyntaxError(this.at, '', 'a closing quotation mark');
  }
}

export function plainText({ segments }: Word): string {
  return segments.map(({ text }) => text).join('');
}

/** Segments between bare separators; a separator in quotes stands for itself. */
export function splitBare(segments: readonly Segment[], separator: string): Segment[][] {
  const parts: Segment[][] = [[]];
  for (const { text, isQuoted } of segments) {
    const pieces = isQuoted ? [text] : text.split(separator);
    pieces.forEach((piece, index) => {
      if (index > 0) parts.push([]);
      if (piece !== '' || isQuoted) parts.at(-1)!.push({ text: piece, isQuoted });
    });
  }
  return parts;
}
