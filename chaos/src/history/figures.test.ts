import { describe, expect, test } from 'vitest';
import type { Event } from './event.js';
import { figuresOf } from './figures.js';

const confirm = (at: number, client = 'one'): Event => ({ type: 'confirmed', at, id: String(at), client });
const deliver = (at: number, id: string, broker: string): Event => ({
  ...{ type: 'delivered', at, id, queue: 'q', consumer: 'c', broker, redelivered: false },
});
const calm = { from: 0, to: 100 };
const nobody = { at: 0, killed: [] };

describe('the figures of a round', () => {
  test('have the longest gap of all clients together, and of the one that had it worst', () => {
    const history = [
      confirm(0),
      confirm(100, 'other'),
      confirm(200),
      confirm(900, 'other'),
      confirm(1_000),
      confirm(1_100, 'other'),
    ];
    expect(figuresOf(history, nobody, calm)).toMatchObject({ confirmed: 6, confirmGap: 700, clientGap: 800 });
  });

  test('have the time to the next confirm after Postgres took writes again', () => {
    const history = [confirm(0), confirm(5_040)];
    expect(figuresOf(history, nobody, { from: 10, to: 5_000 })).toMatchObject({ databaseGap: 4_990, resume: 40 });
    expect(figuresOf(history, nobody, calm).resume).toBeNull();
  });

  test('have the last return of what clients of a killed broker held', () => {
    const history = [deliver(1, 'a', 'dead'), deliver(2, 'b', 'dead'), deliver(3, 'c', 'living'), deliver(50, 'a', 'living')];
    const after = [deliver(60, 'b', 'living'), deliver(70, 'b', 'living'), deliver(80, 'c', 'living')];
    const figures = figuresOf([...history, ...after], { at: 10, killed: ['dead'] }, calm);
    expect(figures).toMatchObject({ delivered: 7, redelivered: 4, leaseReturn: 50 });
    expect(figuresOf(history, nobody, calm).leaseReturn).toBeNull();
  });
});
