import { expect, test } from 'vitest';
import { readOptions } from './options.js';

test('takes a seed as it is, and chooses one otherwise', () => {
  expect(readOptions(['--seed', '4294967295']).seed).toBe(4_294_967_295);
  expect(readOptions([]).seed).not.toBe(readOptions([]).seed);
});

test('says what it has found and what it accepts', () => {
  expect(() => readOptions(['--nemesis', 'broker-kill', '--nemesis', 'meteor'])).toThrow(
    /--nemesis: found meteor; accepted are broker-kill, /,
  );
  expect(() => readOptions(['--replication', 'trust'])).toThrow('--replication: found trust; accepted are require, prefer');
  expect(() => readOptions(['--patroni', '/nowhere/patroni'])).toThrow('--patroni: found /nowhere/patroni; accepted is the path');
  expect(() => readOptions(['--times', '0'])).toThrow('--times: found 0; accepted is a whole number from 1 to 1000');
  expect(() => readOptions(['--seed', '-1'])).toThrow();
});
