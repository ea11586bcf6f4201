import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compact, elementsOf, memberOf } from './json-text.js';

const indents = fc.constantFrom(undefined, 1, 3, '\t', '\n\r ');

describe('memberOf', () => {
  it('finds what a parser finds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), indents, (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        for (const [name, value] of Object.entries(JSON.parse(text) as object)) {
          expect(JSON.parse(memberOf(text, name) ?? 'undefined')).toEqual(value);
        }
        expect(memberOf(text, 'a name that is not there')).toBeUndefined();
      }),
    );
  });

  it('takes the last of several and reads escaped names', () => {
    expect(memberOf('{"a":1,"b":2,"\\u0061":3}', 'a')).toBe('3');
  });

  it('keeps every digit', () => {
    expect(memberOf('{"x":1,"body":12345678901234567890.10}', 'body')).toBe('12345678901234567890.10');
  });
});

describe('elementsOf', () => {
  it('finds what a parser finds', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), indents, (array, indent) => {
        const text = JSON.stringify(array, null, indent);
        expect(elementsOf(text).map((element) => JSON.parse(element) as unknown)).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('compact', () => {
  it('takes out white space and nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), indents, (value, indent) => {
        expect(compact(JSON.stringify(value, null, indent))).toBe(JSON.stringify(value));
      }),
    );
  });
});
