import {
  deathReasons,
  numberFields,
  searchStates,
  SearchSyntaxError,
  textFields,
  type SearchCondition,
  type SearchQuery,
} from './search-query.js';
import { plainText, SearchReader, splitBare, type Word } from './search-reader.js';
import { readNames, readNumberTest, readPatterns, readTest, readTime } from './search-values.js';

/** A condition without its sign. */
type Bare<C = SearchCondition> = C extends SearchCondition ? Omit<C, 'isNegated'> : never;

const qualifiers: Readonly<Record<string, (reader: SearchReader) => Bare>> = {
  ...Object.fromEntries(textFields.map((field) => [field, (reader: SearchReader) => ({ field, anyOf: readPatterns(reader) })])),
  ...Object.fromEntries(
    numberFields.map((field) => [field, (reader: SearchReader) => ({ field, test: readNumberTest(reader) })]),
  ),
  state: (reader) => ({ field: 'state', anyOf: readNames(reader, searchStates) }),
  reason: (reader) => ({ field: 'reason', anyOf: readNames(reader, deathReasons) }),
  older: (reader) => ({ field: 'older', than: readTime(reader) }),
  newer: (reader) => ({ field: 'newer', than: readTime(reader) }),
};

/** In the order of a list of suggestions. */
export const searchQualifiers: readonly string[] = ['state', 'older', 'newer', 'reason', ...textFields, ...numberFields];

const acceptedKeys = `${searchQualifiers.join(', ')}, header.<name> or body.<path>, or a text in quotation marks`;

/** Reads what somebody has typed. Throws a SearchSyntaxError. */
export function parseSearch(text: string): SearchQuery {
  const reader = new SearchReader(text);
  const conditions: SearchCondition[] = [];
  for (reader.skipSpace(); !reader.isDone; reader.skipSpace()) conditions.push(readCondition(reader));
  return { conditions };
}

function readCondition(reader: SearchReader): SearchCondition {
  const isNegated = reader.take('-');
  const word = reader.word(':');
  const bare = reader.take(':') ? readQualified(reader, word) : readText(word);
  return { isNegated, ...bare };
}

function readText(word: Word): Bare {
  const { start, source } = word;
  if (source === '') throw new SearchSyntaxError(start, '', 'a text or a condition behind the minus sign');
  if (/^(AND|OR|NOT|[()].*|.*[()])$/.test(source))
    throw new SearchSyntaxError(
      start,
      source,
      'conditions that must all hold: several values with commas, - for not; a text in quotation marks',
    );
  const text = plainText(word);
  if (text === '') throw new SearchSyntaxError(start, source, 'a text that is not empty');
  return { field: 'text', text };
}

function readQualified(reader: SearchReader, key: Word): Bare {
  const [first = [], ...rest] = splitBare(key.segments, '.');
  const steps = rest.map((segments) => segments.map(({ text }) => text).join(''));
  const name = key.segments[0]?.isQuoted === true ? '' : first.map(({ text }) => text).join('');
  if (rest.length === 0 && Object.hasOwn(qualifiers, name)) return qualifiers[name]!(reader);
  if (name === 'header' && steps.length > 0 && steps.join('.') !== '')
    return { field: 'header', name: steps.join('.'), test: readTest(reader) };
  if (name === 'body' && steps.every((step) => step !== '')) return { field: 'body', path: steps, test: readTest(reader) };
  throw new SearchSyntaxError(key.start, key.source === '' ? ':' : key.source, acceptedKeys);
}
