import { expect, it } from 'vitest';
import { WriteProgress } from './write-progress.js';

it('tells a store that takes nothing from one that is slow', () => {
  let now = 1_000_000;
  const progress = new WriteProgress({ now: () => now });
  progress.require();
  now += 60_000;
  progress.began();
  progress.began();
  now += 1_000;
  progress.require();
  now += 2_000;
  expect(() => progress.require()).toThrow('the storage has taken no message for 3 s');
  progress.ended();
  now += 1_000;
  progress.require();
  now += 1;
  expect(() => progress.require()).toThrow('no message for 1 s');
  progress.ended();
  now += 60_000;
  progress.require();
});
