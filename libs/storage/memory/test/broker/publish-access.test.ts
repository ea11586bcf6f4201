import { Properties, type PropertyChanges, type PublishReceipt, type Session } from '@howdah/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { World, type BrokerBench } from './broker-bench.js';
import { createUser } from './test-client.js';
import { binding, refusal, string, TopologyActs } from './topology-acts.js';

let bench: BrokerBench;
let ann: Session;
beforeEach(async () => {
  bench = await new World().startBroker();
  ann = await createUser(bench, 'ann', 'none');
});

/** What a publisher, which may be open for long, is told of each message: null when it was taken. */
function publisherOf(session: Session) {
  const publisher = bench.broker.messages.openPublisher(session, '/');
  return (exchange: string, routingKey: string, properties: PropertyChanges = {}) =>
    new Promise<string | null>((resolve) => {
      const receipt: PublishReceipt = { stored: () => resolve(null), failed: ({ message }) => resolve(message) };
      void publisher.publish({ exchange, routingKey, properties: Properties.from(properties), body: Buffer.from('x') }, receipt);
    });
}

describe('a user id', () => {
  it('is the login’s, or anybody’s for an impersonator', async () => {
    await bench.declareQueue('q');
    const publish = publisherOf(ann);
    const asAnn = { name: 'ann', password: 'a long password', role: 'none' } as const;
    expect(await publish('', 'q', { userId: 'ann' })).toBeNull();
    expect(await publish('', 'q', { userId: 'bob' })).toBe("user_id property set to 'bob' but authenticated user was 'ann'");
    await bench.broker.access.putUser(bench.session, { ...asAnn, impersonator: true });
    expect(await publish('', 'q', { userId: 'bob' })).toBeNull();
    await bench.broker.access.putUser(bench.session, asAnn);
    expect(await publish('', 'q', { userId: 'bob' })).not.toBeNull();
  });
});

describe('a topic permission', () => {
  const permit = (write: string, read = '', user = 'ann') =>
    bench.broker.access.putTopicPermission(bench.session, { user, vhost: '/', exchange: 'amq.topic', write, read });
  const refused = (action: string, key: string, user = 'ann') =>
    `${action} access to topic '${key}' in exchange 'amq.topic' in vhost '/' refused for user '${user}'`;

  it('decides by the routing key, from the next message on', async () => {
    const publish = publisherOf(ann);
    expect(await publish('amq.topic', 'stock.low')).toBeNull();
    await permit('^order\\.');
    expect(await publish('amq.topic', 'order.created')).toBeNull();
    expect(await publish('amq.topic', 'stock.low')).toBe(refused('write', 'stock.low'));
    await permit('^stock\\.');
    expect(await publish('amq.topic', 'stock.low')).toBeNull();
    await bench.broker.access.deleteTopicPermission(bench.session, 'ann', '/', 'amq.topic');
    expect(await publish('amq.topic', 'order.created')).toBeNull();
  });

  it('is for topic exchanges, of that name and user alone', async () => {
    await permit('^order\\.');
    for (const exchange of ['amq.direct', 'amq.fanout', 'amq.headers', ''])
      expect(await publisherOf(ann)(exchange, 'stock.low')).toBeNull();
    expect(await publisherOf(bench.session)('amq.topic', 'stock.low')).toBeNull();
    const acts = new TopologyActs(bench);
    await acts.declareExchange('other', { type: 'topic' });
    expect(await publisherOf(ann)('other', 'stock.low')).toBeNull();
  });

  it('holds for delayed exchanges that route by topic', async () => {
    const acts = new TopologyActs(bench);
    const declare = (type: string) =>
      acts.declareExchange(type, { type: 'x-delayed-message', arguments: [['x-delayed-type', string(type)]] });
    for (const exchange of ['topic', 'direct']) {
      await declare(exchange);
      await bench.broker.access.putTopicPermission(bench.session, {
        user: 'ann',
        vhost: '/',
        exchange,
        write: '^order',
        read: '',
      });
    }
    expect(await publisherOf(ann)('topic', 'stock')).toContain("write access to topic 'stock' in exchange 'topic'");
    expect(await publisherOf(ann)('direct', 'stock')).toBeNull();
  });

  it('decides by the keys of CC and BCC, too', async () => {
    await permit('^order\\.');
    const publish = publisherOf(ann);
    const under = (name: string): PropertyChanges => ({ headers: [[name, { type: 'array', value: [string('stock.low')] }]] });
    for (const name of ['CC', 'BCC'])
      expect(await publish('amq.topic', 'order.created', under(name))).toBe(refused('write', 'stock.low'));
  });

  it('fills in the names of user and virtual host, and takes them literally', async () => {
    await permit('^{vhost}{username}\\.');
    expect(await publisherOf(ann)('amq.topic', '/ann.order')).toBeNull();
    expect(await publisherOf(ann)('amq.topic', '/bob.order')).toBe(refused('write', '/bob.order'));
    const wild = await createUser(bench, 'a.*[b-z]$1', 'none');
    await permit('^{username}$', '', 'a.*[b-z]$1');
    expect(await publisherOf(wild)('amq.topic', 'a.*[b-z]$1')).toBeNull();
    expect(await publisherOf(wild)('amq.topic', 'axb')).toBe(refused('write', 'axb', 'a.*[b-z]$1'));
  });

  it('that is empty permits the empty routing key and no other', async () => {
    await permit('');
    expect(await publisherOf(ann)('amq.topic', '')).toBeNull();
    expect(await publisherOf(ann)('amq.topic', 'a')).toBe(refused('write', 'a'));
  });

  it('decides what may be bound and unbound', async () => {
    const { topology } = bench.broker;
    await bench.declareQueue('q');
    const [orders, stock] = ['order.*', 'stock.*'].map((routingKey) => binding('amq.topic', 'q', { routingKey }));
    await topology.bind(bench.session, stock!);
    await permit('', '^order');
    await topology.bind(ann, orders!);
    await topology.unbind(ann, orders!);
    await expect(topology.bind(ann, stock!)).rejects.toEqual(refusal('access_refused', refused('read', 'stock.*')));
    await expect(topology.unbind(ann, stock!)).rejects.toEqual(refusal('access_refused', refused('read', 'stock.*')));
    await topology.bind(ann, binding('amq.direct', 'q', { routingKey: 'stock.*' }));
  });

  it('refuses a transaction before its commit', async () => {
    await permit('^order\\.');
    const publisher = bench.broker.messages.openPublisher(ann, '/');
    const publication = bench.publication('stock.low', 'x', { exchange: 'amq.topic' });
    await expect(publisher.check(publication)).rejects.toEqual(refusal('access_refused', refused('write', 'stock.low')));
  });
});
