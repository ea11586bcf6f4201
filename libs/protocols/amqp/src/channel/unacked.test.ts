import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Unacked, type Owed } from './unacked.js';

const owed = (tag: number): Owed => ({ tag }) as Owed;
const tagsOf = (all: readonly Owed[]): number[] => all.map(({ tag }) => tag);

/** What is unsettled, by its plainest definition. */
class Model {
  tags: number[] = [];

  take(tag: number, multiple: boolean): number[] | null {
    if (!this.tags.includes(tag) && !(multiple && tag === 0)) return null;
    const takes = (one: number): boolean => (multiple ? tag === 0 || one <= tag : one === tag);
    const taken = this.tags.filter(takes);
    this.tags = this.tags.filter((one) => !takes(one));
    return taken;
  }
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('deliver' as const), count: fc.integer({ min: 1, max: 90 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('skip' as const), count: fc.integer({ min: 1, max: 5 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('ack' as const),
      // Of the unsettled ones; those at the front are acknowledged more often.
      at: fc.oneof(fc.constant(0), fc.nat(400)),
      times: fc.integer({ min: 1, max: 60 }),
      multiple: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('ack any' as const), tag: fc.nat(2_000), multiple: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('roll back' as const), count: fc.integer({ min: 1, max: 20 }) }) },
);

test('an acknowledgment takes what it names, oldest first, whatever was settled before and in whichever order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const unacked = new Unacked();
      const model = new Model();
      let last = 0;
      const ack = (tag: number, multiple: boolean): readonly Owed[] => {
        const wanted = model.take(tag, multiple);
        if (wanted === null) {
          expect(() => unacked.take(tag, multiple)).toThrow(`unknown delivery tag ${tag}`);
          return [];
        }
        const taken = unacked.take(tag, multiple);
        expect(tagsOf(taken)).toEqual(wanted);
        return taken;
      };
      for (const one of steps) {
        if (one.kind === 'deliver') {
          for (let i = 0; i < one.count; i++) {
            unacked.add(owed(++last));
            model.tags.push(last);
          }
        } else if (one.kind === 'skip') last += one.count;
        else if (one.kind === 'ack any') ack(one.tag, one.multiple);
        else if (one.kind === 'ack') {
          const times = one.multiple ? 1 : one.times;
          for (let i = 0; i < times && model.tags.length > 0; i++) ack(model.tags[one.at % model.tags.length]!, one.multiple);
        } else {
          const settled = model.tags.filter((_, at) => at % 3 === 1).slice(0, one.count);
          unacked.restore(settled.flatMap((tag) => ack(tag, false)));
          model.tags = [...model.tags, ...settled].sort((a, b) => a - b);
        }
        expect(unacked.size).toBe(model.tags.length);
      }
      expect(tagsOf(unacked.takeAll())).toEqual(model.tags);
      expect(unacked.size).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('one that is never acknowledged does not make the others cost more', () => {
  const unacked = new Unacked();
  unacked.add(owed(1));
  const before = process.memoryUsage().heapUsed;
  for (let tag = 2; tag <= 6_000_000; tag++) {
    unacked.add(owed(tag));
    unacked.take(tag, false);
  }
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(40 * 1024 * 1024);
  expect(tagsOf(unacked.takeAll())).toEqual([1]);
});

test('a consumer without a limit may owe any number', () => {
  const unacked = new Unacked();
  for (let tag = 1; tag <= 500_000; tag++) unacked.add(owed(tag));
  expect(unacked.take(400_000, true)).toHaveLength(400_000);
  expect(unacked.takeAll()).toHaveLength(100_000);
});
