import { expect, it } from 'vitest';
import { timelineOf } from './timeline.js';

type Life = Parameters<typeof timelineOf>[0];
type LifeEvent = Life['events'][number];

const at = (second: number) => `2026-03-01T12:00:${String(second).padStart(2, '0')}.000Z`;

const attempt = (number: number, message: string, queue = 'orders'): LifeEvent => ({
  ...{ kind: 'attempt', at: at(number * 2), queue, number, consumer: 'worker-1', outcome: 'retry', errorGroup: null },
  ...{ startedAt: at(number * 2), endedAt: at(number * 2 + 1), error: { name: 'PaymentTimeout', message } },
});

const events: LifeEvent[] = [
  {
    ...{ kind: 'published', at: at(0), exchange: '', routingKey: 'orders', persistent: true },
    ...{ userId: null, appId: 'shop-api' },
  },
  { kind: 'routed', at: at(0), queue: 'orders' },
  attempt(1, 'refused'),
  attempt(2, 'timed out'),
  attempt(3, 'timed out'),
  { kind: 'died', at: at(7), queue: 'orders', reason: 'delivery_limit', count: 1, error: null, errorGroup: null },
];

it('tells the life of a message from its last event back to its publishing, alike attempts as one', () => {
  const steps = timelineOf({ copies: [], events });
  expect(steps.map(({ event: { kind, at: when }, afterMs }) => [kind, when, afterMs])).toEqual([
    ['died', at(7), 0],
    ['attempts', at(7), 4_000],
    ['attempts', at(3), 3_000],
    ['routed', at(0), 0],
    ['published', at(0), null],
  ]);
  const numbers = steps.flatMap(({ event }) => (event.kind === 'attempts' ? [event.attempts.map(({ number }) => number)] : []));
  expect(numbers).toEqual([[2, 3], [1]]);
});

it('tells a death, which is known to the second, after the attempt of that second', () => {
  const last: LifeEvent = {
    ...(attempt(3, 'timed out') as Extract<LifeEvent, { kind: 'attempt' }>),
    at: '2026-03-01T12:00:07.400Z',
  };
  const [died] = events.slice(-1);
  expect(timelineOf({ copies: [], events: [died!, last] }).map(({ event: { kind } }) => kind)).toEqual(['died', 'attempts']);
});

it('does not take attempts in two queues for one', () => {
  const steps = timelineOf({ copies: [], events: [attempt(1, 'timed out'), attempt(2, 'timed out', 'invoices')] });
  expect(steps).toHaveLength(2);
});

it('begins with what is to come', () => {
  const copy: Life['copies'][number] = {
    ...{ queue: 'orders', state: 'retrying', position: '1', attempts: 3, redelivered: true, publishedAt: at(0) },
    ...{ availableAt: at(50), expiresAt: null, origin: null, reasons: [] },
  };
  expect(timelineOf({ copies: [copy], events })[0]).toEqual({
    event: { kind: 'waits', at: at(50), attempts: 3 },
    afterMs: 43_000,
  });
});
