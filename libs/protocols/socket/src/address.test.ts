import { expect, test } from 'vitest';
import { hostInUrl, isLoopback } from './address.js';

test.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('%s is a peer on this machine', (address) => {
  expect(isLoopback(address)).toBe(true);
});

test.each(['10.0.0.1', '128.0.0.1', '1.127.0.0', '::', '::ffff:10.0.0.1', '::1:127.0.0.1', 'fe80::1%lo', '127.example', ''])(
  '%j is another machine',
  (address) => {
    expect(isLoopback(address)).toBe(false);
  },
);

test.each([
  ['0.0.0.0', 'localhost'],
  ['::', 'localhost'],
  ['::1', '[::1]'],
  ['127.0.0.1', '127.0.0.1'],
  ['broker.example', 'broker.example'],
])('what listens on %s is reached at %s', (host, expected) => {
  expect(hostInUrl(host)).toBe(expected);
});
