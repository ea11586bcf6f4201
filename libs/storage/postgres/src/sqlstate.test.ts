import { BrokerError } from '@howdah/core';
import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { isConnectionLost, isDuplicate, toStorageError } from './sqlstate.js';

const databaseError = (code: string, more: object = {}) => Object.assign(new Error('text of the database'), { code, ...more });

describe('toStorageError', () => {
  it.each([
    ['53100', 'storage_full'],
    ['53200', 'storage_full'],
    ['58030', 'storage_full'],
    ['53300', 'storage_unavailable'],
    ['57P01', 'storage_unavailable'],
    ['57P03', 'storage_unavailable'],
    ['08006', 'storage_unavailable'],
    ['08007', 'outcome_unknown'],
    ['25006', 'storage_unavailable'],
    ['25P03', 'storage_unavailable'],
    ['28P01', 'storage_unavailable'],
    ['28000', 'storage_unavailable'],
    ['3D000', 'storage_unavailable'],
    ['40001', 'storage_unavailable'],
    ['40P01', 'storage_unavailable'],
    ['42501', 'storage_unavailable'],
    ['42P01', 'storage_unavailable'],
    ['55P03', 'storage_unavailable'],
    ['22021', 'invalid_argument'],
    ['ECONNREFUSED', 'storage_unavailable'],
    ['ENOTFOUND', 'storage_unavailable'],
    ['42601', 'internal'],
    ['23505', 'internal'],
  ])('turns %s into %s', (code, expected) => {
    const error = toStorageError(databaseError(code));
    expect([error.code, error.message, error.details]).toEqual([expected, 'database: text of the database', { sqlState: code }]);
    expect(error.remedy === undefined).toBe(expected === 'internal');
  });

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Cannot use a pool after calling end on the pool',
  ])('knows that "%s" is about the connection', (text) =>
    expect(toStorageError(new Error(text)).code).toBe('storage_unavailable'),
  );

  it('looks into what TypeORM and Node wrap', () => {
    expect(toStorageError(new QueryFailedError('select', [], databaseError('53100'))).code).toBe('storage_full');
    expect(toStorageError(new AggregateError([databaseError('ECONNREFUSED')])).code).toBe('storage_unavailable');
  });

  it('keeps the cause, and a BrokerError as it is', () => {
    const cause = databaseError('53100');
    expect(toStorageError(cause).cause).toBe(cause);
    const already = new BrokerError('queue_not_found', 'none');
    expect(toStorageError(already)).toBe(already);
  });
});

describe('isConnectionLost', () => {
  it('is about connections and servers that went away, before and after translation', () => {
    for (const code of ['57P01', '08006', '08007', '25006', 'ECONNRESET']) {
      expect([code, isConnectionLost(databaseError(code)), isConnectionLost(toStorageError(databaseError(code)))]).toEqual([
        code,
        true,
        true,
      ]);
    }
    for (const code of ['53100', '28P01', '40001', '23505'])
      expect([code, isConnectionLost(databaseError(code))]).toEqual([code, false]);
  });
});

describe('isDuplicate', () => {
  it('names the constraint', () => {
    const duplicate = toStorageError(databaseError('23505', { constraint: 'flush_pkey' }));
    expect([isDuplicate(duplicate, 'flush_pkey'), isDuplicate(duplicate, 'other')]).toEqual([true, false]);
  });
});
