import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldTable, FieldValue } from '../message/field-table.js';
import { route } from '../route/route.js';
import { noLimits, routingTypes, type Binding, type RoutingType } from '../topology/model.js';
import { VhostTopology } from '../topology/vhost-topology.js';
import { explainRoute } from './explain-route.js';

const string = (text: string): FieldValue => ({ type: 'string', value: Buffer.from(text) });
const flags = { vhost: '/', durable: true, autoDelete: false };

type Link = Pick<Binding, 'source' | 'destinationKind' | 'destination' | 'routingKey' | 'arguments'>;

function topologyOf(links: readonly Link[], alternate: string | null = null): VhostTopology {
  const vhost = new VhostTopology({ ...{ id: 1, name: '/', description: '' }, ...noLimits });
  const args: FieldTable = alternate === null ? [] : [['alternate-exchange', string(alternate)]];
  routingTypes.forEach((type, id) => vhost.addExchange({ ...flags, id, name: type, type, internal: false, arguments: args }));
  ['q', 'r', 'a.b'].forEach((name, id) =>
    vhost.addQueue({ ...flags, id, name, exclusive: false, arguments: [], connection: null, createdAt: 0 }),
  );
  links.forEach((link, id) => vhost.addBinding({ id, vhost: '/', ...link }));
  return vhost;
}

const link = (source: RoutingType, destination: string, routingKey: string, args: FieldTable = []): Link => ({
  ...{ source, destination, routingKey, arguments: args },
  destinationKind: (routingTypes as readonly string[]).includes(destination) ? 'exchange' : 'queue',
});

describe('an explained route', () => {
  it('ends where the route ends, and every binding on the way either leads on or has a reason', () => {
    const keys = fc.constantFrom('a', 'a.b', 'a.*', '#', '*.b', '');
    const headers = fc.constantFrom<FieldTable>(
      [],
      [['kind', string('1')]],
      [
        ['x-match', string('any')],
        ['kind', string('2')],
      ],
    );
    const links = fc.array(
      fc.record({
        ...{ source: fc.constantFrom(...routingTypes), destination: fc.constantFrom('q', 'r', 'a.b', ...routingTypes) },
        ...{ routingKey: keys, arguments: headers },
      }),
      { maxLength: 10 },
    );
    const cases = fc.record({
      links,
      key: keys,
      headers,
      from: fc.constantFrom(...routingTypes),
      alternate: fc.constantFrom(null, 'fanout'),
    });
    fc.assert(
      fc.property(cases, ({ links: drawn, key, headers: sent, from, alternate }) => {
        const all = drawn.map(({ source, destination, routingKey, arguments: args }) =>
          link(source, destination, routingKey, args),
        );
        const vhost = topologyOf(all, alternate);
        const { queues, steps } = explainRoute(vhost, from, [key], sent);
        expect(queues).toEqual(route(vhost, from, [key], sent).map(({ name }) => name));
        const told = steps.flatMap(({ bindings }) => bindings);
        const reached = told.filter(({ matches, binding }) => matches && binding.destinationKind === 'queue');
        expect(new Set(reached.map(({ binding }) => binding.destination))).toEqual(new Set(queues));
        expect(told.every(({ matches, reason }) => matches === (reason === null))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  const reasonOf = (one: Link, key: string, headers: FieldTable = []) =>
    explainRoute(topologyOf([one]), one.source, [key], headers).steps[0]?.bindings[0]?.reason;

  it('tells why a binding does not match', () => {
    expect(reasonOf(link('direct', 'q', 'order'), 'Order')).toBe(`the routing key 'Order' is not 'order'`);
    expect(reasonOf(link('topic', 'q', 'order.*.eu'), 'order.paid.us')).toContain(`word 3 is 'us', not 'eu'`);
    expect(reasonOf(link('topic', 'q', 'order.*'), 'order.paid.us')).toContain('it has 3 words, the pattern 2');
    expect(reasonOf(link('topic', 'q', 'order.#.eu'), 'order.paid.us')).toContain(`nothing after '#'`);
    const wanted: FieldTable = [['kind', string('1')]];
    expect(reasonOf(link('headers', 'q', '', wanted), '')).toBe(`there is no header 'kind' (x-match: all)`);
    const other: FieldTable = [['kind', { type: 'int32', value: 1 }]];
    expect(reasonOf(link('headers', 'q', '', wanted), '', other)).toBe(
      `header 'kind' is int32 '1', not string '1' (x-match: all)`,
    );
    const any: FieldTable = [['x-match', string('any')], ...wanted];
    expect(reasonOf(link('headers', 'q', '', any), '')).toBe('none of its headers is there (x-match: any)');
  });

  it('goes on to the alternate exchange where nothing matches', () => {
    const vhost = topologyOf([link('direct', 'q', 'a'), link('fanout', 'r', '')], 'fanout');
    const { queues, steps } = explainRoute(vhost, 'direct', ['b'], []);
    expect(queues).toEqual(['r']);
    expect(steps).toMatchObject([
      { exchange: 'direct', by: 'publish', alternate: 'fanout' },
      { exchange: 'fanout', by: 'alternate-exchange', bindings: [{ matches: true }] },
    ]);
  });

  it('is bounded, and says how much it leaves out', () => {
    const many = Array.from({ length: 500 }, (_, index) => link('direct', 'q', `k${index}`));
    const [step] = explainRoute(topologyOf(many), 'direct', ['k499'], []).steps;
    expect(step?.bindings).toHaveLength(200);
    expect(step?.bindings[0]).toMatchObject({ matches: true, binding: { routingKey: 'k499' } });
    expect(step?.omitted).toBe(300);
  });
});
