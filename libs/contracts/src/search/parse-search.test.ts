import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseSearch, searchQualifiers } from './parse-search.js';
import { printSearch } from './print-search.js';
import {
  comparisons,
  deathReasons,
  numberFields,
  searchStates,
  SearchSyntaxError,
  textFields,
  type SearchCondition,
} from './search-query.js';

const conditionsOf = (text: string) =>
  parseSearch(text).conditions.map(({ isNegated, ...rest }) => (isNegated ? { not: rest } : rest));

describe('parseSearch', () => {
  it('reads what people type', () => {
    expect(conditionsOf('queue:orders state:dead header.tenant:acme body.order.id:42 older:1h "free text"')).toEqual([
      { field: 'queue', anyOf: [['orders']] },
      { field: 'state', anyOf: ['dead'] },
      { field: 'header', name: 'tenant', test: { anyOf: [['acme']] } },
      { field: 'body', path: ['order', 'id'], test: { anyOf: [['42']] } },
      { field: 'older', than: { ageMs: 3_600_000 } },
      { field: 'text', text: 'free text' },
    ]);
  });

  it.each([
    ['', []],
    ['  timeout  ', [{ field: 'text', text: 'timeout' }]],
    ['-state:ready,leased', [{ not: { field: 'state', anyOf: ['ready', 'leased'] } }]],
    ['queue:orders.*,"a,b*"', [{ field: 'queue', anyOf: [['orders.', ''], ['a,b*']] }]],
    ['error:"Payment Timeout"', [{ field: 'error', anyOf: [['Payment Timeout']] }]],
    ['header.x.y:"say \\"hi\\""', [{ field: 'header', name: 'x.y', test: { anyOf: [['say "hi"']] } }]],
    ['body."a.b".c:>=-1.5', [{ field: 'body', path: ['a.b', 'c'], test: { comparison: '>=', number: -1.5 } }]],
    ['body:*', [{ field: 'body', path: [], test: { anyOf: [['', '']] } }]],
    [
      'attempts:>3 bytes:0',
      [
        { field: 'attempts', test: { comparison: '>', number: 3 } },
        { field: 'bytes', test: { anyOf: [['0']] } },
      ],
    ],
    ['newer:2030-01-31', [{ field: 'newer', than: { at: Date.UTC(2030, 0, 31) } }]],
    ['newer:2030-01-31T12:00+02:00', [{ field: 'newer', than: { at: Date.UTC(2030, 0, 31, 10) } }]],
    ['key:order.created:v1', [{ field: 'key', anyOf: [['order.created:v1']] }]],
    ['correlation-id:""', [{ field: 'correlation-id', anyOf: [['']] }]],
  ])('reads %j', (text, conditions) => {
    expect(conditionsOf(text)).toEqual(conditions);
  });

  it.each([
    ['queu:orders', 0, 'queu', 'queue'],
    ['state:dead state:ded', 17, 'ded', 'ready, scheduled, retrying, leased, dead'],
    ['queue:', 6, '', 'a text'],
    ['queue:a,', 6, 'a,', 'comma'],
    ['header:acme', 0, 'header', 'header.<name>'],
    ['body..a:1', 0, 'body..a', 'body.<path>'],
    ['"open', 5, '', 'closing quotation mark'],
    ['older:yesterday', 6, 'yesterday', '30s'],
    ['older:9999w', 6, '9999w', '366d'],
    ['newer:2030-13-01', 6, '2030-13-01', 'instant'],
    ['body.n:>ten', 8, 'ten', 'number'],
    ['attempts:many', 9, 'many', 'number'],
    ['a OR b', 2, 'OR', 'commas'],
    ['(a b)', 0, '(a', 'commas'],
    ['-', 1, '', 'minus'],
    ['http://shop', 0, 'http', 'quotation marks'],
    ['""', 0, '""', 'not empty'],
  ])('says of %j that at %i it found %j', (text, position, found, accepted) => {
    const error = errorOf(text);
    expect([error?.position, error?.found]).toEqual([position, found]);
    expect(error?.accepted).toContain(accepted);
    expect(error?.message).toContain(`at ${position}`);
  });

  test('reads any text, or says where it cannot', () => {
    const pieces = fc.constantFrom(
      ...searchQualifiers,
      'header.',
      'body.',
      ':',
      '"',
      '\\',
      '-',
      ',',
      '*',
      '>=',
      ' ',
      'a',
      '5m',
      '.',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(pieces).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const error = errorOf(text);
        if (error === null) return;
        expect(error.position).toBeGreaterThanOrEqual(0);
        expect(error.position).toBeLessThanOrEqual(text.length);
        expect(text.slice(error.position).startsWith(error.found), error.message).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('reads back every query as it is printed', () => {
    fc.assert(
      fc.property(fc.array(condition), (conditions) => {
        expect(parseSearch(printSearch({ conditions }))).toEqual({ conditions });
      }),
      { numRuns: 1_000 },
    );
  });
});

function errorOf(text: string): SearchSyntaxError | null {
  try {
    parseSearch(text);
    return null;
  } catch (thrown) {
    if (thrown instanceof SearchSyntaxError) return thrown;
    throw thrown;
  }
}

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '*', ',', '"', '\\', 'a b', '>1', '-x', '😀'));
const step = text.filter((one) => one !== '');
const patterns = fc.array(fc.array(text, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });
const number = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((whole) => (whole === 0 ? 0 : whole / 100));
const comparison = fc.record({ comparison: fc.constantFrom(...comparisons), number });
const valueTest = fc.oneof(fc.record({ anyOf: patterns }), comparison);
const digits = fc.record({
  anyOf: fc.array(
    fc.nat().map((n) => [String(n)]),
    { minLength: 1 },
  ),
});
const some = <T>(...all: T[]) => fc.uniqueArray(fc.constantFrom(...all), { minLength: 1 });
const time = fc.oneof(
  fc.record({ ageMs: fc.nat(366 * 86_400).map((s) => s * 1_000) }),
  fc.record({ at: fc.integer({ min: 0, max: Date.UTC(2200, 0) }) }),
);

const bare = fc.oneof(
  fc.record({ field: fc.constant('text' as const), text: step }),
  fc.record({ field: fc.constantFrom(...textFields), anyOf: patterns }),
  fc.record({ field: fc.constantFrom(...numberFields), test: fc.oneof(comparison, digits) }),
  fc.record({ field: fc.constant('state' as const), anyOf: some(...searchStates) }),
  fc.record({ field: fc.constant('reason' as const), anyOf: some(...deathReasons) }),
  fc.record({ field: fc.constant('header' as const), name: step, test: valueTest }),
  fc.record({ field: fc.constant('body' as const), path: fc.array(step), test: valueTest }),
  fc.record({ field: fc.constantFrom('older' as const, 'newer' as const), than: time }),
);
const condition: fc.Arbitrary<SearchCondition> = fc
  .tuple(fc.boolean(), bare)
  .map(([isNegated, rest]) => ({ isNegated, ...rest }));
