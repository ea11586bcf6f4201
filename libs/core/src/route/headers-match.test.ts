import { describe, expect, it } from 'vitest';
import type { FieldTable, FieldValue } from '../message/field-table.js';
import { checkMatchMode, headersTest } from './headers-match.js';

const string = (text: string): FieldValue => ({ type: 'string', value: Buffer.from(text) });
const int8 = (value: number): FieldValue => ({ type: 'int8', value });
const mode = (word: string): FieldTable => [['x-match', string(word)]];

describe('a headers binding', () => {
  it.each<[string, FieldTable, FieldTable, boolean]>([
    [
      'all keys and one is missing',
      [
        ['a', int8(1)],
        ['b', int8(2)],
      ],
      [['a', int8(1)]],
      false,
    ],
    ['any key', [...mode('any'), ['a', int8(1)], ['b', int8(2)]], [['a', int8(1)]], true],
    ['no key', [], [], true],
    ['any of no key', mode('any'), [['a', int8(1)]], false],
    ['any of keys that do not count', [...mode('any'), ['x-a', int8(1)]], [['x-a', int8(1)]], false],
    ['all, x keys aside', [['x-a', int8(1)]], [], true],
    ['all with x keys', [...mode('all-with-x'), ['x-a', int8(1)]], [], false],
    ['any with x keys', [...mode('any-with-x'), ['x-a', int8(1)]], [['x-a', int8(1)]], true],
    ['presence', [['a', { type: 'void' }]], [['a', string('whatever')]], true],
    ['presence of what is absent', [['a', { type: 'void' }]], [], false],
    ['an integer of another width', [['a', int8(1)]], [['a', { type: 'int64', value: 1n }]], true],
    ['a string that looks like an integer', [['a', int8(1)]], [['a', string('1')]], false],
    ['a boolean that is no integer', [['a', int8(1)]], [['a', { type: 'boolean', value: true }]], false],
    [
      'the first of two values',
      [['a', int8(1)]],
      [
        ['a', int8(2)],
        ['a', int8(1)],
      ],
      false,
    ],
    [
      'a nested table',
      [['a', { type: 'table', value: [['b', int8(1)]] }]],
      [['a', { type: 'table', value: [['b', int8(1)]] }]],
      true,
    ],
  ])('tests %s', (_what, args, headers, expected) => {
    expect(headersTest(args)(headers)).toBe(expected);
  });

  it('is refused with an x-match that is none', () => {
    const expected = 'Invalid x-match field value <<"foo">>; expected all, any, all-with-x, or any-with-x';
    expect(() => checkMatchMode(mode('foo'))).toThrow(expect.objectContaining({ code: 'invalid_argument', message: expected }));
    const wrongType = 'Invalid x-match field type signedint (value 5); expected longstr';
    expect(() => checkMatchMode([['x-match', { type: 'int32', value: 5 }]])).toThrow(
      expect.objectContaining({ message: wrongType }),
    );
    expect(() => checkMatchMode(mode('any-with-x'))).not.toThrow();
  });
});
