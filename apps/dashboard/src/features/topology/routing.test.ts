import { describe, expect, it } from 'vitest';
import { topicMatches, trace } from './routing.js';

type Exchange = Parameters<typeof trace>[0][number];
type Binding = Parameters<typeof trace>[1][number];

const exchange = (name: string, type: Exchange['type']): Exchange => ({
  ...{ vhost: '/', name, type, durable: true, autoDelete: false, internal: false, arguments: {} },
});
const binding = (source: string, destination: string, some: Partial<Binding> = {}): Binding => ({
  ...{ id: `${source} ${destination}`, vhost: '/', source, destinationKind: 'queue', destination, routingKey: '', arguments: {}, ...some },
});

describe('a topic', () => {
  it.each([
    ['order.*', 'order.paid', true],
    ['order.*', 'order.paid.late', false],
    ['order.#', 'order', true],
    ['#', '', true],
    ['*', '', false],
    ['#.late', 'order.paid.late', true],
    ['order.*.#', 'order', false],
  ])('%s takes %s: %s', (pattern, key, matches) => {
    expect(topicMatches(pattern, key)).toBe(matches);
  });
});

describe('a trace', () => {
  it('goes on through exchanges, ends in loops, and says which bindings did not match', () => {
    const exchanges = [exchange('in', 'topic'), exchange('all', 'fanout')];
    const bindings = [
      binding('in', 'paid', { routingKey: 'order.paid' }),
      binding('in', 'all', { routingKey: 'order.#', destinationKind: 'exchange' }),
      binding('all', 'archive'),
      binding('all', 'in', { destinationKind: 'exchange' }),
    ];
    const { queues, steps } = trace(exchanges, bindings, { exchange: 'in', routingKey: 'order.created', headers: {} });
    expect(queues).toEqual(['archive']);
    expect(steps.map(({ binding: { destination }, matches, why }) => [destination, matches, why])).toEqual([
      ['paid', false, 'different'],
      ['all', true, 'pattern'],
      ['archive', true, 'any'],
      ['in', false, 'loop'],
    ]);
  });

  it('compares headers, all of them or any', () => {
    const args = { 'x-match': 'all', tenant: 'north', size: 2 };
    const bindings = [binding('h', 'every', { arguments: args }), binding('h', 'some', { arguments: { ...args, 'x-match': 'any' } })];
    const to = (headers: Record<string, unknown>) => trace([exchange('h', 'headers')], bindings, { exchange: 'h', routingKey: '', headers }).queues;
    expect(to({ tenant: 'north', size: 2 })).toEqual(['every', 'some']);
    expect(to({ tenant: 'north' })).toEqual(['some']);
    expect(to({ tenant: 'south' })).toEqual([]);
  });
});
