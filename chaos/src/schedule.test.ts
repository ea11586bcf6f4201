import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nemeses } from './nemeses/all.js';
import { Random } from './random.js';
import { plan } from './schedule.js';

const names = (seed: number, rounds: number) =>
  plan({ named: [], times: 1, rounds }, nemeses, new Random(seed)).map(({ nemesis, random }) => [nemesis.name, random.next()]);

test('a seed repeats the faults and everything that is chosen within them', () => {
  fc.assert(fc.property(fc.nat(), (seed) => void expect(names(seed, 10)).toEqual(names(seed, 10))));
});

test('what one fault draws does not change the next', () => {
  const draw = (times: number) => {
    const [first, second] = plan({ named: [], times: 1, rounds: 2 }, nemeses, new Random(7));
    for (let i = 0; i < times; i += 1) first!.random.next();
    return second!.random.next();
  };
  expect(draw(5)).toBe(draw(0));
});

test('different seeds choose differently, and every fault is chosen some time', () => {
  expect(names(1, 20)).not.toEqual(names(2, 20));
  const chosen = new Set(names(3, 500).map(([name]) => name));
  expect([...chosen].sort()).toEqual(nemeses.map(({ name }) => name).sort());
});

test('named faults come as often and in the order as wanted', () => {
  const [one, two] = nemeses;
  const planned = plan({ named: [one!, two!], times: 2, rounds: 99 }, nemeses, new Random(1));
  expect(planned.map(({ nemesis }) => nemesis)).toEqual([one, one, two, two]);
});
