import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { hexLinesOf, linesOf } from './lines.js';
import { prettyJson } from './pretty-json.js';

describe('JSON', () => {
  it('keeps numbers that a double would round, and how they were written', () => {
    expect(prettyJson('{"id":9007199254740993,"price":1.10,"huge":1e400}')).toBe(
      '{\n  "id": 9007199254740993,\n  "price": 1.10,\n  "huge": 1e400\n}',
    );
  });

  it('is not what only looks like it', () => {
    expect(prettyJson('{"open":')).toBeNull();
  });
});

describe('lines', () => {
  it('are the text, whatever its breaks', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 700 })), (parts) => {
        const text = parts.map((part) => part.replaceAll(/[\r\n]/g, '')).join('\n');
        const { count, lineAt } = linesOf(text);
        const lines = Array.from({ length: count }, (_, index) => lineAt(index));
        expect(lines.every((line) => line.length <= 200)).toBe(true);
        expect(lines.join('')).toBe(text.replaceAll('\n', ''));
      }),
    );
  });

  it('of bytes show where, what, and what of it is text', () => {
    const { count, lineAt } = hexLinesOf(Uint8Array.from([0xff, 0x00, 0x48, 0x69, ...Array<number>(13).fill(0x21)]));
    expect(count).toBe(2);
    expect(lineAt(0)).toBe('00000000  ff 00 48 69 21 21 21 21 21 21 21 21 21 21 21 21  ··Hi!!!!!!!!!!!!');
    expect(lineAt(1)).toBe(`00000010  21${' '.repeat(46)} !`);
  });
});
