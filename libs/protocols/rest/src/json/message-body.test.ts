import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginningOf, showBody } from './message-body.js';

/** What a client makes of it. */
function bytesOf({ body, bodyEncoding }: ReturnType<typeof showBody>): Buffer {
  if (bodyEncoding === 'json') return Buffer.from(JSON.stringify(body));
  return Buffer.from(body as string, bodyEncoding === 'text' ? 'utf8' : 'base64');
}

describe('a shown body', () => {
  it('loses no byte of any body', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(bytesOf(showBody(Buffer.from(bytes), undefined))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('loses nothing of any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(bytesOf(showBody(Buffer.from(text), 'application/json')).toString()).toBe(text);
      }),
    );
  });

  it.each([
    ['{"a":1}', 'application/json', 'json'],
    ['{ "a": 1 }', 'application/vnd.order+json; charset=utf-8', 'json'],
    ['{"a":1}', 'text/plain', 'text'],
    ['{"id":9007199254740993}', 'application/json', 'text'],
    ['{"price":1.10}', 'application/json', 'text'],
    ['{"a":1,"a":2}', 'application/json', 'text'],
    ['{"a":', 'application/json', 'text'],
    ['', 'application/json', 'text'],
  ])('shows %s of type %s as %s', (text, contentType, bodyEncoding) => {
    expect(showBody(Buffer.from(text), contentType)).toMatchObject({ bodyEncoding, bodyBytes: text.length });
  });
});

it('is shown as the text that it is where that is wanted', () => {
  expect(showBody(Buffer.from('{"a":1}'), 'application/json', 'text')).toMatchObject({ body: '{"a":1}', bodyEncoding: 'text' });
  expect(showBody(Buffer.of(255), 'application/json', 'text')).toMatchObject({ body: '/w==', bodyEncoding: 'base64' });
});

describe('the beginning of a body', () => {
  it('is text where the body is, and as long as it may be but for a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, bytes) => {
        const body = Buffer.from(text);
        const beginning = beginningOf(body, bytes);
        expect(text.startsWith(beginning.toString())).toBe(true);
        expect(beginning.length).toBeLessThanOrEqual(bytes);
        expect(beginning.length).toBeGreaterThanOrEqual(Math.min(body.length, bytes - 3));
      }),
    );
  });
});
