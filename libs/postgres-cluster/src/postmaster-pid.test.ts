import { expect, test } from 'vitest';
import { parsePostmasterPid } from './postmaster-pid.js';

const lines = (status: string) =>
  ['4711', '/data', '1795406400', '5433', '', '127.0.0.1', '  8675309     12', status, ''].join('\n');

test('reads pid and port, and that a primary or a standby is ready', () => {
  expect(parsePostmasterPid(lines('ready   '))).toEqual({ pid: 4711, port: 5433, ready: true });
  expect(parsePostmasterPid(lines('standby '))).toEqual({ pid: 4711, port: 5433, ready: true });
});

test('is not ready while starting or stopping', () => {
  expect(parsePostmasterPid(lines('starting'))).toMatchObject({ ready: false });
  expect(parsePostmasterPid(lines('stopping'))).toMatchObject({ ready: false });
});

test('finds nothing in a file that is empty or still being written', () => {
  expect(parsePostmasterPid('')).toBeUndefined();
  expect(parsePostmasterPid('\n/data')).toBeUndefined();
});
