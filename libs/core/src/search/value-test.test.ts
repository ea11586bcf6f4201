import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { matchesPattern, passes } from './value-test.js';

describe('a pattern', () => {
  test('matches as the regular expression does that says the same', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    const pattern = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 3 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(pattern, text, (parts, found) => {
        const expression = new RegExp(`^${parts.map((part) => part.replaceAll('.', '\\.')).join('.*')}$`, 's');
        expect(matchesPattern(parts, found)).toBe(expression.test(found));
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('a test of a value', () => {
  it.each([
    [{ anyOf: [['a'], ['b']] }, 'b', true],
    [{ anyOf: [['42']] }, 42, true],
    [{ anyOf: [['true']] }, true, true],
    [{ anyOf: [['null']] }, null, true],
    [{ anyOf: [['b']] }, ['a', 'b'], true],
    [{ anyOf: [['', '']] }, undefined, false],
    [{ comparison: '>=', number: 2 }, 2, true],
    [{ comparison: '<', number: 2 }, '1', false],
  ] as const)('%j of %j is %s', (check, value, result) => {
    expect(passes(check, value, '')).toBe(result);
  });

  it('compares the digits of what a double would round', () => {
    const value = JSON.parse('9007199254740993') as number;
    expect(passes({ anyOf: [['9007199254740993']] }, value, '{"id":9007199254740993}')).toBe(true);
    expect(passes({ anyOf: [['9007199254740992']] }, value, '{"id":9007199254740993}')).toBe(false);
  });
});
