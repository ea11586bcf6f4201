import { expect, it } from 'vitest';
import { ToldQueues, withTold, type QueuesEvent } from './told-queues.js';

type Figures = QueuesEvent['queues'][number];

const figures = (queue: string, ready: number): Figures => ({
  ...{ vhost: '/', queue, ready, unacked: 0, delayed: 0, dead: 0, deadLetters: 0, oldestAt: null },
  ...{ consumers: 0, inRate: 0, outRate: 0, pauses: { delivery: null, publishing: null } },
});

const event = (complete: boolean, ...queues: Figures[]): QueuesEvent => ({ at: '2026-03-01T12:00:00.000Z', complete, queues });

const depths = (list: readonly Figures[]) => Object.fromEntries(list.map(({ queue, ready }) => [queue, ready]));

it('changes what an event names, and leaves the rest', () => {
  const list = [figures('orders', 1), figures('stock', 2)];
  expect(depths(withTold(list, event(false, figures('stock', 9))))).toEqual({ orders: 1, stock: 9 });
  expect(withTold(list, event(false))).toBe(list);
});

it('empties whatever a complete event does not name', () => {
  const list = [figures('orders', 1), figures('stock', 2)];
  expect(depths(withTold(list, event(true, figures('stock', 9))))).toEqual({ orders: 0, stock: 9 });
});

it('does not let an answer undo what was told after its question', () => {
  const told = new ToldQueues();
  told.tell(event(true, figures('orders', 1), figures('stock', 2)));
  const asked = told.number;
  told.tell(event(false, figures('orders', 5)));
  const answer = [figures('orders', 1), figures('stock', 3)];
  expect(depths(told.broughtUpToDate(answer, asked))).toEqual({ orders: 5, stock: 3 });
  expect(depths(told.broughtUpToDate(answer, told.number))).toEqual({ orders: 1, stock: 3 });
});
