import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatJson, parseJson, withBigInts } from './exact-json.js';

test('numbers come back digit for digit, whatever a double makes of them', () => {
  const digits = fc.stringMatching(/^-?(?:0|[1-9]\d{0,30})(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?$/);
  fc.assert(fc.property(digits, (text) => void expect(formatJson(parseJson(`[${text}]`))).toBe(`[${text}]`)));
});

test('any JSON comes back as it was', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      (value) => void expect(JSON.parse(formatJson(parseJson(JSON.stringify(value))))).toEqual(JSON.parse(JSON.stringify(value))),
    ),
  );
});

test('for YAML whole numbers are BigInts, and others that a double would change are text', () => {
  expect(withBigInts(parseJson('{"a":[9007199254740993,1.10,2]}'))).toEqual({ a: [9007199254740993n, '1.10', 2] });
});
