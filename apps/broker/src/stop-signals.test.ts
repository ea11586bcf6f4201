import { afterEach, beforeEach, expect, test } from 'vitest';
import { onStopSignals } from './stop-signals.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let events: string[];
let now: number;

beforeEach(() => {
  events = [];
  now = 5_000;
  onStopSignals(
    () => events.push('stop'),
    () => events.push('force'),
    () => now,
  );
});

afterEach(() => {
  for (const signal of signals) process.removeListener(signal, process.listeners(signal).at(-1)!);
});

test.each(signals)('stops on %s', (signal) => {
  process.emit(signal);
  expect(events).toEqual(['stop']);
});

test('a Ctrl-C that arrives twice, from the terminal and from npm, is one', () => {
  process.emit('SIGINT');
  now += 1_000;
  process.emit('SIGINT');
  expect(events).toEqual(['stop']);
});

test('a second wish forces', () => {
  process.emit('SIGINT');
  now += 1_001;
  process.emit('SIGTERM');
  expect(events).toEqual(['stop', 'force']);
});
