import { expect, it } from 'vitest';
import { timelineOf } from './timeline.js';

type Attempt = Parameters<typeof timelineOf>[1][number];

const at = (second: number) => `2026-03-01T12:00:${String(second).padStart(2, '0')}.000Z`;

const attempt = (number: number, message: string | null): Attempt => ({
  ...{ number, consumer: 'worker-1', startedAt: at(number * 2), endedAt: at(number * 2 + 1), outcome: 'retry', errorGroup: null },
  error: message === null ? null : { name: 'PaymentTimeout', message },
});

const message: Parameters<typeof timelineOf>[0] = {
  ...{ id: '7', state: 'ready', attempts: 3, redelivered: true, priority: 0, availableAt: null, expiresAt: null },
  ...{
    exchange: '',
    routingKey: 'orders',
    publishedAt: at(0),
    body: 1,
    bodyEncoding: 'json',
    bodyBytes: 1,
    headers: {},
    properties: {},
  },
  deaths: [{ queue: 'orders', reason: 'delivery_limit', count: 1, firstAt: at(30), exchange: '', routingKeys: ['orders'] }],
};

it('tells the life of a message from its last event back to its publishing', () => {
  const events = timelineOf(message, [attempt(1, 'refused'), attempt(2, 'timed out'), attempt(3, 'timed out')]);
  expect(events.map(({ kind, at: when }) => [kind, when])).toEqual([
    ['died', at(30)],
    ['failed', at(7)],
    ['failed', at(3)],
    ['published', at(0)],
  ]);
  expect(events.flatMap((event) => (event.kind === 'failed' ? [event.attempts.map(({ number }) => number)] : []))).toEqual([
    [2, 3],
    [1],
  ]);
});

it('begins with what is to come', () => {
  const [first] = timelineOf({ ...message, state: 'delayed', availableAt: at(50), deaths: [] }, []);
  expect(first).toMatchObject({ kind: 'waits', at: at(50) });
});
