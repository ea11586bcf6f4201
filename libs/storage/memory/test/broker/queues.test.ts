import { emptyTable, type FieldTable, type FieldValue, type QueueDefinition } from '@howdah/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { World, type BrokerBench } from './broker-bench.js';
import { int32, queue, refusal, string, TopologyActs } from './topology-acts.js';

let world: World;
let bench: BrokerBench;
let acts: TopologyActs;
beforeEach(async () => {
  world = new World();
  bench = await world.startBroker();
  acts = new TopologyActs(bench);
});

const ttl = (value: FieldValue): FieldTable => [['x-message-ttl', value]];

describe('declaring a queue', () => {
  it('creates it once and finds it again, with integers of another width too', async () => {
    const first = await acts.declareQueue('q', { arguments: ttl(int32(1000)) });
    const again = await acts.declareQueue('q', {
      arguments: [...ttl({ type: 'int64', value: 1000n }), ['x-foo', string('new')]],
    });
    expect([first.created, again.created, again.queue]).toEqual([true, false, first.queue]);
  });

  it.each<[string, Partial<QueueDefinition>, string, string]>([
    [
      'durable',
      { durable: false },
      'inequivalent_argument',
      "inequivalent arg 'durable' for queue 'q' in vhost '/': received 'false' but current is 'true'",
    ],
    [
      'auto_delete',
      { autoDelete: true },
      'inequivalent_argument',
      "inequivalent arg 'auto_delete' for queue 'q' in vhost '/': received 'true' but current is 'false'",
    ],
    [
      'no argument',
      { arguments: emptyTable },
      'inequivalent_argument',
      "inequivalent arg 'x-message-ttl' for queue 'q' in vhost '/': received none but current is the value '1000' of type 'signedint'",
    ],
    [
      'another value',
      { arguments: ttl(int32(2000)) },
      'inequivalent_argument',
      "inequivalent arg 'x-message-ttl' for queue 'q' in vhost '/': received '2000' but current is '1000'",
    ],
    [
      'one argument more',
      { arguments: [...ttl(int32(1000)), ['x-expires', int32(5)]] },
      'inequivalent_argument',
      "inequivalent arg 'x-expires' for queue 'q' in vhost '/': received the value '5' of type 'signedint' but current is none",
    ],
    [
      'exclusive',
      { exclusive: true },
      'resource_locked',
      "cannot obtain exclusive access to locked queue 'q' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.",
    ],
  ])('refuses another one of the same name: %s', async (_what, more, code, message) => {
    await acts.declareQueue('q', { arguments: ttl(int32(1000)) });
    await expect(acts.declareQueue('q', { arguments: ttl(int32(1000)), ...more })).rejects.toEqual(refusal(code, message));
  });

  it('compares with what exists before it looks at what could be created', async () => {
    await acts.declareQueue('q');
    await expect(acts.declareQueue('q', { arguments: ttl(int32(-1)) })).rejects.toEqual(
      refusal(
        'inequivalent_argument',
        "inequivalent arg 'x-message-ttl' for queue 'q' in vhost '/': received the value '-1' of type 'signedint' but current is none",
      ),
    );
  });

  it('finds a queue again that was deleted and declared otherwise through another broker', async () => {
    const other = await world.startBroker();
    await acts.declareQueue('q');
    await other.broker.topology.deleteQueue(other.session, '/', 'q');
    await other.broker.topology.declareQueue(other.session, queue('q', { durable: false }));
    expect((await acts.declareQueue('q', { durable: false })).created).toBe(false);
    await other.broker.topology.deleteQueue(other.session, '/', 'q');
    expect((await acts.declareQueue('q')).created).toBe(true);
  });

  it('knows no line ends in names', async () => {
    await acts.declareQueue('q\r\n');
    expect((await acts.verbs.getQueue(bench.session, '/', '\nq')).name).toBe('q');
    expect((await acts.verbs.countQueue(bench.session, '/', 'q\n')).ready).toBe(0);
    await acts.bind('amq.\ntopic', 'q\r');
    expect(await acts.unbind('amq.topic\n', '\nq')).toBe(true);
    expect(await acts.verbs.purgeQueue(bench.session, '/', '\rq')).toBe(0);
    expect(await acts.verbs.deleteQueue(bench.session, '/', '\rq')).toBe(0);
    expect((await acts.declareQueue('\n')).queue.name).toMatch(/^amq\.gen-/);
    await acts.declareExchange('x\n');
    expect((await acts.verbs.getExchange(bench.session, '/', '\rx')).name).toBe('x');
    expect(await acts.verbs.deleteExchange(bench.session, '/', 'x\n')).toBe(true);
  });

  it('takes a missing queue type for classic', async () => {
    await acts.declareQueue('q', { arguments: [['x-queue-type', string('classic')]] });
    expect((await acts.declareQueue('q')).created).toBe(false);
  });

  it('names a queue that has no name', async () => {
    const [one, other] = [await acts.declareQueue(''), await acts.declareQueue('')];
    expect(one.queue.name).toMatch(/^amq\.gen-[A-Za-z0-9_-]{22}$/);
    expect(other.queue.name).not.toBe(one.queue.name);
  });

  it('keeps the reserved prefix to itself', async () => {
    const reserved = refusal('reserved_name', "queue name 'amq.q' contains reserved prefix 'amq.*'");
    await expect(acts.declareQueue('amq.q')).rejects.toEqual(reserved);
    await expect(acts.verbs.declareQueue(await acts.login('nobody', '', '', ''), queue('amq.q'))).rejects.toEqual(reserved);
    const { name } = (await acts.declareQueue('')).queue;
    await expect(acts.declareQueue(name)).rejects.toEqual(
      refusal('reserved_name', `queue name '${name}' contains reserved prefix 'amq.*'`),
    );
    expect(await acts.verbs.countQueue(bench.session, '/', name)).toEqual({ ready: 0, consumers: 0 });
  });

  it('refuses a quorum queue that is not durable, exclusive, auto-delete or without a name', async () => {
    const quorum: FieldTable = [['x-queue-type', string('quorum')]];
    const refused = (property: string) =>
      refusal('invalid_argument', `invalid property '${property}' for queue 'q' in vhost '/'`);
    await expect(acts.declareQueue('q', { arguments: quorum, durable: false })).rejects.toEqual(refused('non-durable'));
    await expect(acts.declareQueue('q', { arguments: quorum, exclusive: true })).rejects.toEqual(refused('exclusive-owner'));
    await expect(acts.declareQueue('q', { arguments: quorum, autoDelete: true })).rejects.toEqual(refused('auto-delete'));
    const unnamed = refusal('invalid_argument', 'Cannot declare a server-named queue for type rabbit_quorum_queue');
    await expect(acts.declareQueue('', { arguments: quorum })).rejects.toEqual(unnamed);
  });

  it('never keeps an exclusive queue durably', async () => {
    expect((await acts.declareQueue('q', { exclusive: true })).queue.durable).toBe(false);
  });

  it('refuses a name that cannot be stored, and an unknown virtual host', async () => {
    await expect(acts.declareQueue('ä'.repeat(128))).rejects.toEqual(refusal('invalid_argument'));
    await expect(acts.declareQueue('q\0')).rejects.toEqual(refusal('invalid_argument'));
    await expect(acts.verbs.listQueues(bench.session, 'nope')).rejects.toEqual(
      refusal('vhost_not_found', 'vhost nope not found'),
    );
  });
});

describe('deleting a queue', () => {
  it('takes its bindings and messages along and counts the ready ones', async () => {
    const { queue: declared } = await acts.declareQueue('q');
    await acts.bind('amq.topic', 'q');
    await bench.publish('q', ['1', '2']);
    expect(await acts.verbs.deleteQueue(bench.session, '/', 'q')).toBe(2);
    expect(await acts.verbs.listBindings(bench.session, '/')).toEqual([]);
    expect((await bench.counts(declared))?.ready ?? 0).toBe(0);
    expect(await acts.verbs.deleteQueue(bench.session, '/', 'q')).toBeNull();
  });

  it('spares one in use or not empty when asked to', async () => {
    await acts.declareQueue('q');
    await bench.publish('q', ['1']);
    const ifEmpty = acts.verbs.deleteQueue(bench.session, '/', 'q', { ifEmpty: true });
    await expect(ifEmpty).rejects.toEqual(refusal('not_empty', "queue 'q' in vhost '/' not empty"));
    await bench.consume('q');
    const ifUnused = acts.verbs.deleteQueue(bench.session, '/', 'q', { ifUnused: true });
    await expect(ifUnused).rejects.toEqual(refusal('in_use', "queue 'q' in vhost '/' in use"));
  });

  it('tells its consumers, on every broker', async () => {
    await acts.declareQueue('q');
    const other = await world.startBroker();
    const reasons: string[] = [];
    const handler = (name: string) => {
      return {
        name,
        autoAck: true,
        capacity: () => 1,
        deliver: () => undefined,
        cancelled: (reason: string) => void reasons.push(`${name}: ${reason}`),
      };
    };
    await bench.broker.consumers.consume(bench.session, '/', 'q', handler('here'));
    await other.broker.consumers.consume(other.session, '/', 'q', handler('there'));
    await acts.verbs.deleteQueue(bench.session, '/', 'q');
    expect(reasons).toContain("here: queue 'q' was deleted");
    await world.pass(6_000);
    expect(reasons).toContain("there: queue 'q' was deleted");
  });

  it('purges the ready messages', async () => {
    await acts.declareQueue('q');
    await bench.publish('q', ['1', '2', '3']);
    expect(await acts.verbs.purgeQueue(bench.session, '/', 'q')).toBe(3);
    await expect(acts.verbs.purgeQueue(bench.session, '/', 'nope')).rejects.toEqual(
      refusal('queue_not_found', "no queue 'nope' in vhost '/'"),
    );
  });
});
