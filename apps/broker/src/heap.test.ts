import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { heapFlags } from './heap.js';

const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });

test.each(Object.keys(heapFlags))('this Node knows the flag %s', (name) => {
  expect(known).toMatch(new RegExp(`^ +--${name} `, 'm'));
});
