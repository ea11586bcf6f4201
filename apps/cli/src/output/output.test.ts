import { expect, test } from 'vitest';
import { printable, text, type Column } from './cells.js';
import { formatAge, formatBytes, formatDuration } from './figures.js';
import { settingsInWords } from './settings-in-words.js';
import { formatTable } from './table.js';

test.each([
  [0, '0s'],
  [420, '0.4s'],
  [9_960, '10s'],
  [59_400, '59s'],
  [59_600, '60s'],
  [252_000, '4m 12s'],
  [3_600_000, '1h'],
  [11_100_000, '3h 5m'],
  [187_200_000, '2d 4h'],
])('%i ms are %s', (ms, shown) => expect(formatDuration(ms)).toBe(shown));

test('an age in the future says so', () => {
  expect(formatAge('2030-01-01T00:00:30Z', Date.parse('2030-01-01T00:00:00Z'))).toBe('in 30s');
});

test.each([
  [999, '999 B'],
  [1_200, '1.2 kB'],
  [16_777_216, '16.8 MB'],
])('%i bytes are %s', (bytes, shown) => expect(formatBytes(bytes)).toBe(shown));

test('control characters and those that turn the writing around are pictures', () => {
  expect(printable('a\x1b[31m\n\x7f\u202eb')).toBe('a␛[31m␊␡�b');
});

test('the long columns give way to the width of the terminal, counted in cells', () => {
  const columns: Column<{ name: string; note: string }>[] = [
    { name: 'name', cell: ({ name }) => text(name) },
    { name: 'note', isLong: true, cell: ({ note }) => text(note) },
  ];
  const table = formatTable(columns, [{ name: '订单', note: 'x'.repeat(80) }], (_, shown) => shown, 30);
  expect(table).toBe(`name  note\n订单  ${'x'.repeat(23)}…\n`);
});

test('arguments of a queue are told in words', () => {
  const args = {
    ...{ 'x-delivery-limit': 7, 'x-retry-backoff': 'exponential', 'x-retry-delay': 1_000 },
    ...{ 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'orders.dead', 'x-max-length': 10 },
  };
  expect(settingsInWords(args)).toBe(
    '8 attempts, 1s doubling up to 5m, then to the queue orders.dead, at most 10 messages, then the oldest go',
  );
});
