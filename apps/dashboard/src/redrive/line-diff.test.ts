import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineDiff } from './line-diff.js';

it('shows what was changed, with a little of what is around it', () => {
  const told = lineDiff('a\nb\nc\nd\ne\nf', 'a\nb\nc\nX\ne\nf').map(({ kind, text }) => `${kind} ${text}`);
  expect(told).toEqual(['same b', 'same c', 'removed d', 'added X', 'same e', 'same f']);
  expect(lineDiff('a', 'a')).toEqual([]);
});

it('is a whole diff of any two texts', () => {
  const text = fc.array(fc.constantFrom('a', 'b', ''), { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      const length = (of: string) => of.split('\n').length;
      const count = (kind: string) => lines.filter((line) => line.kind === kind).length;
      expect(count('added') - count('removed')).toBe(length(after) - length(before));
      expect(before.includes(lines.filter(({ kind }) => kind !== 'added').map((line) => line.text).join('\n'))).toBe(true); // prettier-ignore
      expect(after.includes(lines.filter(({ kind }) => kind !== 'removed').map((line) => line.text).join('\n'))).toBe(true); // prettier-ignore
    }),
  );
});
