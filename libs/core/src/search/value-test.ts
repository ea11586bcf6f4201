import type { TextPattern, ValueTest } from './search-query.js';

export function matchesPattern(pattern: TextPattern, text: string): boolean {
  const [first = '', ...rest] = pattern;
  if (rest.length === 0) return text === first;
  const last = rest.pop()!;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** Of a value of JSON; of an array one element is enough. `source` is the text that it was read from: a double rounds large numbers. */
export function passes(test: ValueTest, value: unknown, source: string): boolean {
  if (Array.isArray(value)) return value.some((element) => passes(test, element, source));
  if ('anyOf' in test) return test.anyOf.some((pattern) => isLike(pattern, value, source));
  const number = typeof value === 'number' ? value : NaN;
  switch (test.comparison) {
    case '>=':
      return number >= test.number;
    case '<=':
      return number <= test.number;
    case '>':
      return number > test.number;
    case '<':
      return number < test.number;
  }
}

function isLike(pattern: TextPattern, value: unknown, source: string): boolean {
  if (typeof value === 'string') return matchesPattern(pattern, value);
  if (value === undefined) return false;
  const isRounded = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  if (isRounded && pattern.length === 1) return Number(pattern[0]) === value && source.includes(pattern[0]!);
  return matchesPattern(pattern, JSON.stringify(value));
}
