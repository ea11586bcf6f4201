import { readFileSync } from 'node:fs';
import { problemKinds } from '@howdah/contracts';
import { errorKinds, type ErrorCode } from '@howdah/core';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
const [ofTheCore = '', ofHttp = ''] = page.split('## Codes that only HTTP has');

const codes = Object.keys(errorKinds) as ErrorCode[];

test('docs/errors.md lists the codes of the core with severity, retryable and status, each once', () => {
  const expected = codes.map((code) => {
    const { severity, retryable } = errorKinds[code];
    return [`\`${code}\``, severity, retryable ? 'yes' : 'no', String(problemKinds[code].status)];
  });
  expect(rowsOf(ofTheCore).map((cells) => cells.slice(0, 4))).toEqual(expected);
});

test('docs/errors.md gives every code of the core a meaning and a remedy', () => {
  const incomplete = rowsOf(ofTheCore).filter((cells) => cells.length !== 6 || cells.includes(''));
  expect(incomplete).toEqual([]);
});

test('docs/errors.md lists the codes that only HTTP has, with their status', () => {
  const expected = Object.entries(problemKinds)
    .filter(([code]) => !(code in errorKinds))
    .map(([code, { status }]) => [`\`${code}\``, String(status)]);
  expect(rowsOf(ofHttp).map((cells) => cells.slice(0, 2))).toEqual(expected);
});

test('HTTP says of each code of the core the same as the core about trying again', () => {
  const differing = codes.filter((code) => problemKinds[code].retryable !== errorKinds[code].retryable);
  expect(differing).toEqual([]);
});

/** The cells of each row whose first cell is a code. */
function rowsOf(markdown: string): string[][] {
  const rows = markdown.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}
