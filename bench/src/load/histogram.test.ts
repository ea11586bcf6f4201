import { expect, test } from 'vitest';
import { Histogram } from './histogram.js';

test('a percentile is what its share of the durations does not exceed, at most 1 % too large', () => {
  const histogram = new Histogram();
  for (let ms = 1; ms <= 1_000; ms++) histogram.add(ms);
  const { p50, p99, p999 } = histogram.percentiles();
  for (const [found, exact] of [
    [p50, 500],
    [p99, 990],
    [p999, 999],
  ] as const) {
    expect(found).toBeGreaterThanOrEqual(exact * 0.9999);
    expect(found).toBeLessThanOrEqual(exact * 1.01);
  }
});

test('nothing is left of what was measured before it is cleared', () => {
  const histogram = new Histogram();
  histogram.add(1_000);
  histogram.clear();
  histogram.add(0.5);
  expect(histogram.percentiles().p999).toBeLessThan(0.51);
});
