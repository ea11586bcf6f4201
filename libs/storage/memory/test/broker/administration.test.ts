import type { Session } from '@howdah/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { quiet, World, type BrokerBench } from './broker-bench.js';
import { binding, exchange, queue, refusal, string, TopologyActs } from './topology-acts.js';

let world: World;
let bench: BrokerBench;
let acts: TopologyActs;
beforeEach(async () => {
  world = new World();
  bench = await world.startBroker();
  acts = new TopologyActs(bench);
});

describe('permissions', () => {
  it.each<[string, [string, string, string], (session: Session) => Promise<unknown>, boolean]>([
    ['declare a queue', ['q', '', ''], (s) => acts.verbs.declareQueue(s, queue('q')), true],
    ['declare a queue', ['', 'q', 'q'], (s) => acts.verbs.declareQueue(s, queue('q')), false],
    ['declare a queue with a dead-letter exchange', ['q', 'dlx', 'q'], (s) => acts.verbs.declareQueue(s, withDlx), true],
    ['declare a queue with a dead-letter exchange', ['q', '', 'q'], (s) => acts.verbs.declareQueue(s, withDlx), false],
    ['declare a queue with a dead-letter exchange', ['q', 'dlx', ''], (s) => acts.verbs.declareQueue(s, withDlx), false],
    ['declare an exchange with an alternate', ['x', 'ae', 'x'], (s) => acts.verbs.declareExchange(s, withAlternate), true],
    ['declare an exchange with an alternate', ['x', 'x', 'x'], (s) => acts.verbs.declareExchange(s, withAlternate), false],
    ['delete a queue', ['q', '', ''], (s) => acts.verbs.deleteQueue(s, '/', 'q'), true],
    ['delete a queue', ['', 'q', 'q'], (s) => acts.verbs.deleteQueue(s, '/', 'q'), false],
    ['delete an exchange', ['', 'x', 'x'], (s) => acts.verbs.deleteExchange(s, '/', 'x'), false],
    ['purge', ['', '', 'p'], (s) => acts.verbs.purgeQueue(s, '/', 'p'), true],
    ['purge', ['p', 'p', ''], (s) => acts.verbs.purgeQueue(s, '/', 'p'), false],
    ['bind', ['', 'p', 'amq.topic'], (s) => acts.verbs.bind(s, binding('amq.topic', 'p')), true],
    ['bind', ['', 'amq.topic', 'p'], (s) => acts.verbs.bind(s, binding('amq.topic', 'p')), false],
    ['unbind', ['', 'p', ''], (s) => acts.verbs.unbind(s, binding('amq.topic', 'p')), false],
    ['see a queue', ['', '', 'p'], (s) => acts.verbs.getQueue(s, '/', 'p'), true],
    ['see a queue', ['', '', 'other'], (s) => acts.verbs.getQueue(s, '/', 'p'), false],
    ['list queues', ['.*', '.*', '.*'], (s) => acts.verbs.listQueues(s, '/'), false],
    ['put a policy', ['.*', '.*', '.*'], (s) => acts.verbs.putPolicy(s, policy({})), false],
    ['create a virtual host', ['.*', '.*', '.*'], (s) => acts.verbs.createVhost(s, 'v', ''), false],
  ])('to %s with %j', async (_what, [configure, write, read], act, allowed) => {
    await acts.declareQueue('p');
    const acting = act(await acts.login('someone', configure, write, read));
    if (allowed) await acting;
    else await expect(acting).rejects.toEqual(refusal('access_refused'));
  });
});

const withDlx = queue('q', { arguments: [['x-dead-letter-exchange', string('dlx')]] });
const withAlternate = exchange('x', { arguments: [['alternate-exchange', string('ae')]] });

function policy(definition: Readonly<Record<string, string | number | boolean>>, more: { pattern?: string } = {}) {
  return { vhost: '/', name: 'p', pattern: '^q', appliesTo: 'all' as const, priority: 0, definition, ...more };
}

describe('policies', () => {
  it('change how queues treat their messages, at once', async () => {
    await acts.declareQueue('q');
    await acts.verbs.putPolicy(bench.session, policy({ 'message-ttl': 100 }));
    await bench.publish('q', ['1']);
    await world.pass(1_000);
    expect(await bench.receive('q')).toEqual([]);
    expect(await acts.verbs.deletePolicy(bench.session, '/', 'p')).toBe(true);
    await bench.publish('q', ['2']);
    await world.pass(1_000);
    expect(await bench.receive('q')).toHaveLength(1);
    expect(await acts.verbs.deletePolicy(bench.session, '/', 'p')).toBe(false);
  });

  it('take every key of RabbitMQ that queues and exchanges have', async () => {
    const definition = {
      ...{ 'message-ttl': 60_000, expires: 60_000, 'max-length': 10, 'max-length-bytes': 1_000, overflow: 'reject-publish' },
      ...{ 'dead-letter-exchange': 'dlx', 'dead-letter-routing-key': 'k', 'alternate-exchange': 'ae' },
      ...{ 'delivery-limit': 3, 'max-age': '1h' },
    };
    await acts.verbs.putPolicy(bench.session, policy(definition));
    expect((await acts.verbs.listPolicies(bench.session, '/')).map((one) => one.definition)).toEqual([definition]);
  });

  it('are refused when they cannot be followed', async () => {
    const put = (definition: Readonly<Record<string, string | number | boolean>>, more = {}) =>
      acts.verbs.putPolicy(bench.session, policy(definition, more));
    await expect(put({}, { pattern: '(' })).rejects.toEqual(refusal('invalid_argument'));
    await expect(put({ nope: 1 })).rejects.toEqual(
      refusal('invalid_argument', "unknown key 'nope' in the definition of policy 'p' in vhost '/'"),
    );
    await expect(put({ 'message-ttl': -1 })).rejects.toEqual(
      refusal('invalid_argument', "invalid arg 'message-ttl' for policy 'p' in vhost '/': {value_negative,-1}"),
    );
    for (const key of ['alternate-exchange', 'max-age'])
      await expect(put({ [key]: 1 })).rejects.toEqual(refusal('invalid_argument'));
  });
});

describe('virtual hosts', () => {
  it('come with their exchanges and go with everything in them', async () => {
    expect((await acts.verbs.createVhost(bench.session, 'v', 'second')).created).toBe(true);
    expect((await acts.verbs.createVhost(bench.session, 'v', 'second')).created).toBe(false);
    expect(await acts.verbs.listExchanges(bench.session, 'v')).toHaveLength(7);
    expect((await acts.verbs.listVhosts(bench.session)).map(({ name }) => name)).toEqual(['/', 'v']);
    await acts.verbs.deleteVhost(bench.session, 'v');
    await quiet();
    await expect(acts.verbs.listQueues(bench.session, 'v')).rejects.toEqual(refusal('vhost_not_found'));
    await expect(acts.verbs.deleteVhost(bench.session, 'v')).rejects.toEqual(refusal('vhost_not_found'));
  });
});
