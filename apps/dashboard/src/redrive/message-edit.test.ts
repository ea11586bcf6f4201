import { expect, it } from 'vitest';
import { payloadOf } from '../payload/payload.js';
import { draftOf, editOf, wrongIn } from './message-edit.js';

const payload = (text: string, contentType = 'application/json') =>
  payloadOf({ body: text, bodyEncoding: 'text', bodyBytes: text.length, properties: { contentType } });

const json = payload('{"id":9007199254740993,"name":"a"}');
const headers = { tenant: 'north', 'x-death': [], 'x-redrive-count': 1, debug: true };

it('is nothing as long as nothing was changed', () => {
  const draft = draftOf(json, headers);
  expect(draft.headers).not.toContain('x-');
  expect(editOf(draft, draft, json)).toBeUndefined();
});

it('sends a changed body digit for digit, and only the headers that differ', () => {
  const before = draftOf(json, headers);
  const after = { body: before.body!.replace('"a"', '"b"'), headers: '{"tenant":"south","fixed":1}' };
  expect(editOf(before, after, json)).toBe(
    '{"body":{"id":9007199254740993,"name":"b"},"bodyEncoding":"json","setHeaders":{"tenant":"south","fixed":1},"removeHeaders":["debug"]}',
  );
});

it('sends text as text', () => {
  const text = payload('a "quoted" line', 'text/plain');
  const before = draftOf(text, {});
  expect(editOf(before, { ...before, body: 'another\n' }, text)).toBe('{"body":"another\\n","bodyEncoding":"text"}');
});

it('says what is wrong, and leaves bytes and very long bodies alone', () => {
  expect(wrongIn({ body: '{', headers: '[]' }, json)).toEqual({ body: expect.stringMatching(/JSON/) as string, headers: '{…}' });
  expect(draftOf(payloadOf({ body: '/w==', bodyEncoding: 'base64', bodyBytes: 1, properties: {} }), {}).body).toBeNull();
  expect(draftOf(payload(`"${'a'.repeat(300_000)}"`), {}).body).toBeNull();
});
