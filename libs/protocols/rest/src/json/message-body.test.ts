import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { showBody } from './message-body.js';

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
