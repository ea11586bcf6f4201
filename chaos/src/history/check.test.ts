import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check, type Breach } from './check.js';
import type { Event } from './event.js';

type Deliver = Extract<Event, { type: 'delivered' }>;

const at = 0;
const publish = (id: string, number: number, more: { queues?: string[]; publisher?: string; repeats?: boolean } = {}): Event => ({
  ...{ type: 'published', at, id, client: 'c', publisher: 'p', number, queues: ['q'], repeats: false },
  ...more,
});
const confirm = (id: string): Event => ({ type: 'confirmed', at, id, client: 'c' });
const deliver = (id: string, more: Partial<Deliver> = {}): Event => ({
  ...{ type: 'delivered', at, id, queue: 'q', consumer: 'one', broker: 'b', redelivered: false },
  ...more,
});
const settle = (id: string): Event => ({ type: 'settled', at, id, queue: 'q' });
const count = (messages: number): Event => ({ type: 'counted', at, queue: 'q', messages });

const breaches = (history: readonly Event[], ordered: string[] = []): Breach[] =>
  check(history, { ordered: new Set(ordered) }).map(({ breach }) => breach);

describe('finds', () => {
  test('nothing in a history in which all is well', () => {
    const history = [publish('a', 1), confirm('a'), publish('b', 2), deliver('a'), deliver('b'), settle('a'), count(0)];
    expect(breaches(history)).toEqual([]);
  });

  test('a confirmed message that nobody got, for each of its queues', () => {
    const history = [publish('a', 1, { queues: ['q', 'r', 's'] }), confirm('a'), deliver('a')];
    expect(check(history, { ordered: new Set() })).toMatchObject([
      { breach: 'lost', id: 'a', queue: 'r' },
      { breach: 'lost', id: 'a', queue: 's' },
    ]);
  });

  test('nothing in an unconfirmed message, delivered or not', () => {
    expect(breaches([publish('a', 1), publish('b', 2), deliver('b')])).toEqual([]);
  });

  test('a message that nobody published, or not there', () => {
    expect(breaches([deliver('a')])).toEqual(['unexpected']);
    expect(breaches([publish('a', 1), deliver('a', { queue: 'other' })])).toEqual(['unexpected']);
  });

  test('a second delivery that is not flagged, and no flagged one', () => {
    expect(breaches([publish('a', 1), deliver('a'), deliver('a')])).toEqual(['doubled']);
    expect(breaches([publish('a', 1), deliver('a'), deliver('a', { redelivered: true })])).toEqual([]);
    expect(breaches([publish('a', 1, { repeats: true }), deliver('a'), deliver('a')])).toEqual([]);
  });

  test('a message after a later one of its publisher, but for redeliveries, and only in queues with an order', () => {
    const history = [publish('a', 1), publish('b', 2)];
    expect(breaches([...history, deliver('b'), deliver('a', { consumer: 'two' })], ['q'])).toEqual(['overtaken']);
    expect(breaches([...history, deliver('b'), deliver('a', { redelivered: true })], ['q'])).toEqual([]);
    expect(breaches([publish('a', 1, { publisher: 'other' }), publish('b', 2), deliver('b'), deliver('a')], ['q'])).toEqual([]);
    expect(breaches([...history, deliver('b'), deliver('a')])).toEqual([]);
  });

  test('a delivery after the acknowledgment was stored, or after the queue was empty', () => {
    expect(breaches([publish('a', 1), deliver('a'), settle('a'), deliver('a', { redelivered: true })])).toEqual(['revived']);
    expect(breaches([publish('a', 1), deliver('a'), count(0), deliver('a', { redelivered: true })])).toEqual(['revived']);
  });

  test('what is left when all was acknowledged', () => {
    expect(breaches([publish('a', 1), deliver('a'), count(1)])).toEqual(['leftover']);
  });
});

/** A history of a broker that does everything right: it loses connections, and says so with the flag. */
const rightHistory = fc
  .array(fc.record({ publisher: fc.constantFrom('p1', 'p2'), isConfirmed: fc.boolean(), redeliveries: fc.nat(2) }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((messages) => [
    ...messages.flatMap(({ publisher, isConfirmed, redeliveries }, number) => {
      const id = String(number);
      const again = Array.from({ length: redeliveries }, () => deliver(id, { redelivered: true }));
      return [publish(id, number, { publisher }), ...(isConfirmed ? [confirm(id)] : []), deliver(id), ...again, settle(id)];
    }),
    count(0),
  ]);

describe('in any history', () => {
  test('of a right broker it finds nothing', () => {
    fc.assert(fc.property(rightHistory, (history) => void expect(breaches(history, ['q'])).toEqual([])));
  });

  test('it misses no delivery that was left out, invented, repeated or came too late', () => {
    const faults = {
      lost: (history: Event[], id: string) => history.filter((event) => !(event.type === 'delivered' && event.id === id)),
      unexpected: (history: Event[]) => [...history, deliver('nobody')],
      doubled: (history: Event[], id: string) => history.flatMap((event) => (isFirst(event, id) ? [event, event] : [event])),
      revived: (history: Event[], id: string) => [...history, deliver(id, { redelivered: true })],
    } as const;
    fc.assert(
      fc.property(
        rightHistory,
        fc.nat(),
        fc.constantFrom(...(Object.keys(faults) as (keyof typeof faults)[])),
        (history, n, breach) => {
          const messages = history.filter((event) => event.type === (breach === 'lost' ? 'confirmed' : 'published'));
          fc.pre(messages.length > 0);
          const { id } = messages[n % messages.length] as { id: string };
          expect(breaches(faults[breach]([...history], id), ['q'])).toContain(breach);
        },
      ),
    );
  });

  test('it tells of two that changed places, if they are of one publisher', () => {
    fc.assert(
      fc.property(rightHistory, fc.nat(), (history, n) => {
        const firsts = history.flatMap((event, index) =>
          event.type === 'delivered' && !event.redelivered ? [{ event, index }] : [],
        );
        const publisherOf = ({ event: { id } }: (typeof firsts)[number]) =>
          history.find((event) => event.type === 'published' && event.id === id) as { publisher: string };
        fc.pre(firsts.length > 1);
        const [one, other] = [firsts[n % (firsts.length - 1)]!, firsts[(n % (firsts.length - 1)) + 1]!];
        fc.pre(publisherOf(one).publisher === publisherOf(other).publisher);
        // Everything is published before, so that only the order of deliveries changes.
        const published = history.filter((event) => event.type === 'published');
        const ids = firsts.map(({ event: { id } }) => id);
        const [i, j] = [ids.indexOf(one.event.id), ids.indexOf(other.event.id)];
        [ids[i], ids[j]] = [ids[j]!, ids[i]!];
        expect(breaches([...published, ...ids.map((id) => deliver(id))], ['q'])).toContain('overtaken');
      }),
    );
  });
});

const isFirst = (event: Event, id: string): boolean => event.type === 'delivered' && event.id === id && !event.redelivered;
