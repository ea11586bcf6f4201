import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolutions } from '../ports/history-store.js';
import { RateRecorder, type Moved } from './rate-recorder.js';

const totals = (count: number): ReadonlyMap<number, Moved> => new Map([[1, { in: count, out: count * 2 }]]);

describe('stretches of the past', () => {
  it('hold everything that moved, once in each resolution, whenever the recorder comes to it', () => {
    const steps = fc.array(fc.record({ ms: fc.integer({ min: 1, max: 4_000 }), count: fc.nat(100) }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.nat(100_000), steps, (startAt, all) => {
        const recorder = new RateRecorder();
        const sums = new Map<number, number>();
        let [now, count] = [startAt, 0];
        recorder.record(now, totals(0));
        const take = (kept: ReturnType<RateRecorder['record']>) => {
          for (const { resolution, at, queues } of kept) {
            expect(at % (resolution * 1_000)).toBe(0);
            expect(at + resolution * 1_000).toBeLessThanOrEqual(now);
            sums.set(resolution, (sums.get(resolution) ?? 0) + (queues.get(1)?.in ?? 0));
          }
        };
        for (const step of all) {
          count += step.count;
          now += step.ms;
          take(recorder.record(now, totals(count)));
        }
        // Two minutes of silence end every stretch.
        for (let second = 0; second < 120; second++) take(recorder.record((now += 1_000), totals(count)));
        for (const resolution of resolutions) expect(sums.get(resolution)).toBe(count);
      }),
    );
  });

  it('are missing where the broker was held up, and zero where nothing moved', () => {
    const recorder = new RateRecorder();
    const seconds: number[] = [];
    const record = (second: number, count: number) => {
      const kept = recorder.record(second * 1_000 + 20, totals(count)).filter(({ resolution }) => resolution === 1);
      seconds.push(...kept.map(({ at }) => at / 1_000));
    };
    for (const second of [0, 1, 2, 3]) record(second, 5);
    record(60, 50);
    record(61, 50);
    expect(seconds).toEqual([0, 1, 2, 60]);
  });
});
