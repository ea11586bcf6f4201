import { BrokerError } from '@howdah/core';
import { expect, test } from 'vitest';
import { untilReachable } from './until-reachable.js';

const failed = (sqlState?: string, message = 'database: no'): BrokerError =>
  new BrokerError('storage_unavailable', message, { details: sqlState === undefined ? {} : { sqlState } });

/** Fails with these errors, one an attempt, and then works. */
function failing(...errors: Error[]) {
  const left = [...errors];
  return async (): Promise<string> => {
    const error = left.shift();
    if (error !== undefined) throw error;
    return 'works';
  };
}

function patience(limitMs = 1_000) {
  const told: string[] = [];
  const onUnreachable = (error: BrokerError): void => void told.push(error.message);
  return { told, limitMs, pauseMs: 1, signal: new AbortController().signal, onUnreachable };
}

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', '57P03', '08006', '53300'])('tries again after %s', async (state) => {
  const waiting = patience();
  expect(await untilReachable(failing(failed(state), failed(state)), waiting)).toBe('works');
  expect(waiting.told).toHaveLength(2);
});

test('tries again when the connection broke off', async () => {
  expect(await untilReachable(failing(failed(undefined, 'database: Connection terminated')), patience())).toBe('works');
});

test.each([
  ['a wrong password', failed('28P01')],
  ['a missing database', failed('3D000')],
  ['a missing privilege', failed('42501')],
  ['a missing password', failed(undefined, 'database: SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string')],
  ['a newer schema', new BrokerError('schema_too_new', 'newer')],
  ['a mistake of ours', new TypeError('no function')],
])('fails at once with %s', async (_what, error) => {
  const waiting = patience();
  await expect(untilReachable(failing(error), waiting)).rejects.toBe(error);
  expect(waiting.told).toEqual([]);
});

test('gives up at the limit and tells the last error', async () => {
  const waiting = patience(20);
  const last = failed('ECONNREFUSED', 'still away');
  await expect(untilReachable(() => Promise.reject(last), waiting)).rejects.toMatchObject({
    message: 'The database could not be reached for 0.02 s: still away',
    cause: last,
  });
  expect(waiting.told.length).toBeGreaterThan(0);
});

test('uses the whole of its limit, though the pause between two attempts is longer', async () => {
  const waiting = { ...patience(20), pauseMs: 60_000 };
  let attempts = 0;
  const failing = (): Promise<never> => (attempts++, Promise.reject(failed('ECONNREFUSED')));
  await expect(untilReachable(failing, waiting)).rejects.toThrow('for 0.02 s');
  expect(attempts).toBeGreaterThan(1);
});

test('stops waiting when asked to', async () => {
  const asked = new AbortController();
  const waiting = { ...patience(120_000), pauseMs: 60_000, signal: asked.signal, onUnreachable: () => asked.abort() };
  await expect(untilReachable(failing(failed('ECONNREFUSED')), waiting)).rejects.toMatchObject({ name: 'AbortError' });
});
