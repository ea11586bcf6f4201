import { describe, expect, it } from 'vitest';
import { judge } from './judge.js';

type Evidence = Parameters<typeof judge>[0];

const now = Date.parse('2026-03-01T12:00:00Z');
const secondsAgo = (seconds: number) => new Date(now - seconds * 1000).toISOString();

const statistics = (queue: string, some: Partial<Evidence['statistics'][number]> = {}) => ({
  ...{
    vhost: '/',
    queue,
    ready: 0,
    unacked: 0,
    delayed: 0,
    dead: 0,
    oldestAt: null,
    consumers: 0,
    inRate: 0,
    outRate: 0,
    ...some,
  },
});
const queue = (name: string, args: Record<string, unknown> = {}) => ({
  ...{ vhost: '/', name, durable: true, exclusive: false, autoDelete: false, arguments: args, createdAt: secondsAgo(60) },
});
const consumer = (name: string) => ({
  ...{ id: '1', connection: '1', queue: name, tag: 't', priority: 0, exclusive: false, singleActive: false, active: true },
});
const binding = (source: string, destination: string): Evidence['bindings'][number] => ({
  ...{ id: '1', vhost: '/', source, destinationKind: 'queue', destination, routingKey: '', arguments: {} },
});

function judged(some: Partial<Evidence>) {
  const claims = judge({ statistics: [], queues: [], bindings: [], consumers: [], now, ...some });
  return claims.map(({ kind, queue: name, count }) => [kind, name, count]);
}

describe('attention', () => {
  it('is not needed where messages move or nothing waits', () => {
    const moving = statistics('orders', { ready: 5, oldestAt: secondsAgo(2) });
    expect(judged({ statistics: [moving, statistics('idle')], consumers: [consumer('orders')] })).toEqual([]);
  });

  it('is called to a queue that nobody consumes, unless a program receives from it over HTTP', () => {
    const waiting = statistics('orders', { ready: 5, oldestAt: secondsAgo(2) });
    expect(judged({ statistics: [waiting] })).toEqual([['no_consumers', 'orders', 5]]);
    expect(judged({ statistics: [{ ...waiting, outRate: 1 }] })).toEqual([]);
  });

  it('is called to dead letters where they died, not to the queue that collects them', () => {
    const some = [statistics('orders', { dead: 3 }), statistics('failed', { ready: 3, oldestAt: secondsAgo(600) })];
    const byName = [queue('orders', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'failed' })];
    expect(judged({ statistics: some, queues: byName })).toEqual([['dead_letters', 'orders', 3]]);
    const byExchange = [queue('orders', { 'x-dead-letter-exchange': 'dlx' })];
    const bound = { queues: byExchange, bindings: [binding('dlx', 'failed')] };
    expect(judged({ statistics: some, ...bound })).toEqual([['dead_letters', 'orders', 3]]);
  });

  it('goes to the worst first', () => {
    const some = [
      statistics('slow', { ready: 9, oldestAt: secondsAgo(90) }),
      statistics('failing', { dead: 2 }),
      statistics('small', { ready: 1, oldestAt: secondsAgo(1) }),
      statistics('large', { ready: 8, oldestAt: secondsAgo(1) }),
    ];
    expect(judged({ statistics: some, consumers: [consumer('slow')] })).toEqual([
      ['no_consumers', 'large', 8],
      ['no_consumers', 'small', 1],
      ['dead_letters', 'failing', 2],
      ['slow', 'slow', 9],
    ]);
  });
});
