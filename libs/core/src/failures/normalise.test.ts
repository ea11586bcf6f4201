import { expect, it } from 'vitest';
import { normaliseMessage } from './normalise.js';

it.each([
  ['order 4711 has 3 items', 'order 17 has 12 items'],
  [`no user 'bob'`, `no user 'alice smith'`],
  ['no user "bob"', 'no user ""'],
  ['timeout after 1,500.25 ms', 'timeout after 30 ms'],
  ['GET https://a.example/x?y=1 failed', 'GET https://b.example/ failed'],
  ['bounced: bob@example.com', 'bounced: alice.smith+x@mail.example.org'],
  ['job 0b8a5f6e-8a3f-4f0e-9d0e-1c7f0f2d9b11 gone', 'job 6F9619FF-8B86-D011-B42D-00C04FC964FF gone'],
  ['at 2026-11-26T01:02:03.004Z it broke', 'at 2025-01-02 03:04:05 it broke'],
  ['commit deadbeef01 unknown', 'commit 0123456789abcdef unknown'],
  ['pod orders-7d9f-x2 lost', 'pod orders-66bc-a9 lost'],
  ['several\n  lines', 'several lines'],
])('finds %j and %j alike', (one, other) => {
  expect(normaliseMessage(one)).toBe(normaliseMessage(other));
});

it('keeps what tells errors apart', () => {
  expect(normaliseMessage('connection refused by payment')).not.toBe(normaliseMessage('connection refused by stock'));
  expect(normaliseMessage('a decade of facades')).toBe('a decade of facades');
});

it('is bounded, also in time', () => {
  expect(normaliseMessage('word '.repeat(100_000))).toHaveLength(200);
  const startedAt = performance.now();
  for (const text of ['a1-'.repeat(1_000), '9'.repeat(8_000), 'a@'.repeat(4_000), '0x'.repeat(4_000)]) normaliseMessage(text);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
