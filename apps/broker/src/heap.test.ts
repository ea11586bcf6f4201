import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { heapFlag } from './heap.js';

test('this Node knows the flag', () => {
  expect(execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })).toContain(`  ${heapFlag} `);
});
