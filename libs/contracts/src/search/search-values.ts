import { comparisons, SearchSyntaxError, type SearchTime, type TextPattern, type ValueTest } from './search-query.js';
import { plainText, splitBare, type SearchReader, type Segment, type Word } from './search-reader.js';

const joined = (segments: readonly Segment[]): string => segments.map(({ text }) => text).join('');

/** Behind the colon, up to white space. */
function readValue(reader: SearchReader, accepted: string): Word {
  const word = reader.word('');
  if (word.segments.length === 0) throw new SearchSyntaxError(word.start, '', accepted);
  return word;
}

/** Several with commas; `*` stands for any characters. */
export function readPatterns(reader: SearchReader): readonly TextPattern[] {
  const word = readValue(reader, 'a text, with * for any characters, or several with commas');
  const parts = splitBare(word.segments, ',');
  if (parts.some((part) => part.length === 0)) throw wrong(word, 'a text on both sides of a comma');
  return parts.map((part) => splitBare(part, '*').map(joined));
}

/** Several with commas, each one of `known`. */
export function readNames<T extends string>(reader: SearchReader, known: readonly T[]): readonly T[] {
  const accepted = `${known.join(', ')}, or several with commas`;
  const word = readValue(reader, accepted);
  return plainText(word)
    .split(',')
    .map((name) => {
      const one = known.find((each) => each === name);
      if (one === undefined) throw wrong(word, accepted);
      return one;
    });
}

export function readTest(reader: SearchReader): ValueTest {
  const comparison = comparisons.find((each) => reader.take(each));
  return comparison === undefined ? { anyOf: readPatterns(reader) } : { comparison, number: readNumber(reader) };
}

function readNumber(reader: SearchReader): number {
  const word = readValue(reader, 'a number');
  if (!/^-?\d+(\.\d+)?$/.test(word.source)) throw wrong(word, 'a number, such as 10 or -0.5');
  return Number(word.source);
}

/** What can be tested is a number: a comparison, or exactly it. */
export function readNumberTest(reader: SearchReader): ValueTest {
  const start = reader.at;
  const test = readTest(reader);
  if ('comparison' in test || test.anyOf.every((pattern) => pattern.length === 1 && /^\d+$/.test(pattern[0]!))) return test;
  throw new SearchSyntaxError(start, reader.foundAt(start), 'a number, or a comparison such as >3');
}

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
/** A year: nothing is looked for that far back. */
const ageMsMax = 366 * unitsMs.d;
const acceptedTimes = 'an age such as 30s, 5m, 1h, 2d or 1w, or an instant such as 2030-01-31 or 2030-01-31T12:00:00Z';

export function readTime(reader: SearchReader): SearchTime {
  const word = readValue(reader, acceptedTimes);
  const text = plainText(word);
  const [, count = '', unit = ''] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  if (unit !== '') {
    const ageMs = Number(count) * unitsMs[unit as keyof typeof unitsMs];
    if (ageMs > ageMsMax) throw wrong(word, 'an age of up to 366d');
    return { ageMs };
  }
  const isInstant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const at = isInstant ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) throw wrong(word, acceptedTimes);
  return { at };
}

function wrong({ start, source }: Word, accepted: string): SearchSyntaxError {
  return new SearchSyntaxError(start, source, accepted);
}
