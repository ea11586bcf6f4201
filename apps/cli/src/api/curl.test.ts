import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoted } from './curl.js';

test('a quoted text is one word for a shell, and the same text', () => {
  const text = fc.string({ unit: 'binary' }).filter((given) => !given.includes('\0'));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (texts) => {
      const line = `printf '%s\\0' ${texts.map(quoted).join(' ')}`;
      expect(execFileSync('sh', ['-c', line]).toString().split('\0').slice(0, -1)).toEqual(texts);
    }),
    { numRuns: 30 },
  );
});
