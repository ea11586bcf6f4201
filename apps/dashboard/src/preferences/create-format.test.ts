import { describe, expect, it } from 'vitest';
import { createFormat } from './create-format.js';

const format = createFormat({ language: 'en', timeZone: 'UTC' });

describe('figures', () => {
  it.each([
    [0, '0 ms'],
    [400, '400 ms'],
    [1_400, '1.4 sec'],
    [61_000, '1 min 1 sec'],
    [3_600_000, '1 hr'],
    [90_061_000, '1 day 1 hr'],
  ])('shows %i ms as %s', (ms, text) => {
    expect(format.duration(ms)).toBe(text);
  });

  it('are short in tiles and exact elsewhere', () => {
    expect([format.compact(9_999), format.compact(1_234_567), format.count(1_234_567)]).toEqual(['9,999', '1.2M', '1,234,567']);
    expect([format.rate(0.25), format.rate(1240.4), format.bytes(1536), format.bytes(12)]).toEqual([
      '0.25',
      '1,240',
      '1.5 KiB',
      '12 B',
    ]);
  });

  it('show an instant in the chosen zone', () => {
    const at = '2026-03-01T23:30:00.000Z';
    expect(format.clock(at)).toBe('23:30:00');
    expect(createFormat({ language: 'en', timeZone: 'Asia/Shanghai' }).clock(at)).toBe('07:30:00');
    expect(format.ago(at, Date.parse(at) + 130_000)).toBe('2 min. ago');
    expect(format.ago(at, Date.parse(at) + 323)).toBe('0 sec. ago');
  });

  it('never say that something will happen when clocks differ', () => {
    expect(format.ago('2026-03-01T00:00:05.000Z', Date.parse('2026-03-01T00:00:00.000Z'))).toBe('0 sec. ago');
  });
});
