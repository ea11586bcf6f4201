import {
  emptyTable,
  type Binding,
  type Connection,
  type FieldTable,
  type QueueDefinition,
  type Role,
  type Session,
} from '@howdah/core';
import { ManualClock } from '@howdah/storage-conformance';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { quiet, World, type BrokerBench } from './broker-bench.js';
import { TestConsumer } from './test-consumer.js';

let world: World;
let here: BrokerBench;
let there: BrokerBench;
beforeEach(async () => {
  world = new World();
  here = await world.startBroker();
  there = await world.startBroker();
});

/** A client that hangs up when it is asked to, unless it is deaf. */
class Client {
  readonly asked: string[] = [];
  #connection: Connection | null = null;

  constructor(
    readonly bench: BrokerBench,
    private readonly isDeaf: boolean,
  ) {}

  static async connect(bench: BrokerBench, { vhost = '/', isDeaf = false, name = 'client' } = {}): Promise<Client> {
    const client = new Client(bench, isDeaf);
    const login = await bench.broker.access.login({ user: 'admin', password: 'a long password', loopback: true });
    const details = { product: 'test' };
    client.#connection = await bench.broker.connections.open(login, vhost, { name, details }, (reason) => client.#ask(reason));
    return client;
  }

  get session(): Session {
    return this.#connection!.session;
  }

  get id(): number {
    return this.#connection!.id;
  }

  close(): Promise<void> {
    return this.#connection!.close();
  }

  async declare(name: string, more: Partial<QueueDefinition> = {}) {
    const { queue } = await this.bench.broker.topology.declareQueue(this.session, definition(name, more));
    return queue;
  }

  async consume(queue: string) {
    const handler = new TestConsumer();
    const consumer = await this.bench.broker.consumers.consume(this.session, '/', queue, handler, { tag: 'tag' });
    return Object.assign(handler, { consumer });
  }

  #ask(reason: string): void {
    this.asked.push(reason);
    if (!this.isDeaf) void this.close();
  }
}

function definition(name: string, more: Partial<QueueDefinition> = {}): QueueDefinition {
  return { vhost: '/', name, durable: false, exclusive: false, autoDelete: false, arguments: emptyTable, ...more };
}

function binding(source: string, destination: string): Omit<Binding, 'id'> {
  return { vhost: '/', source, destinationKind: 'queue', destination, routingKey: 'k', arguments: emptyTable };
}

const expires = (ms: number): FieldTable => [['x-expires', { type: 'int64', value: BigInt(ms) }]];

const refusal = (code: string, message?: string) =>
  expect.objectContaining(message === undefined ? { code } : { code, message }) as unknown;

async function queueNames({ broker, session }: BrokerBench = here): Promise<string[]> {
  return (await broker.topology.listQueues(session, '/')).map(({ name }) => name);
}

async function createUser(name: string, role: Role, vhost: string | null): Promise<Session> {
  const { access } = here.broker;
  await access.putUser(here.session, { name, password: 'a long password', role });
  if (vhost !== null) {
    await access.putPermission(here.session, { user: name, vhost, configure: '.*', write: '.*', read: '.*' });
  }
  return access.login({ user: name, password: 'a long password', loopback: true });
}

/** A broker that is alive until time passes: its duties never run. */
const startDoomedBroker = () => world.startBroker(new ManualClock());

/** After that the leases of a dead broker have ended and others have swept up. */
const untilSwept = () => world.pass(15_000);

describe('a connection', () => {
  it('is listed by every broker, with its consumers, until it is closed', async () => {
    const client = await Client.connect(here, { name: 'one' });
    await client.declare('q');
    await client.consume('q');
    const listed = async () => (await there.broker.connections.list(there.session)).filter(({ id }) => id === client.id);
    expect(await listed()).toEqual([
      {
        ...{ id: client.id, owner: here.store.owner, vhost: '/', user: 'admin', name: 'one' },
        ...{ connectedAt: world.clock.now(), details: { product: 'test' } },
      },
    ]);
    const consumers = async () => there.broker.connections.listConsumers(there.session, '/', 'q');
    expect(await consumers()).toEqual([
      expect.objectContaining({ connection: client.id, queue: 'q', tag: 'tag', priority: 0, exclusive: false, active: true }),
    ]);
    await client.close();
    expect([await listed(), await consumers()]).toEqual([[], []]);
  });

  it('needs a virtual host that is there, and a permission for it', async () => {
    const open = (session: Session, vhost: string) =>
      here.broker.connections.open(session, vhost, { name: '', details: {} }, () => undefined);
    await expect(open(here.session, 'nope')).rejects.toEqual(refusal('vhost_not_found', 'vhost nope not found'));
    await here.broker.topology.createVhost(here.session, '/x', '');
    const stranger = await createUser('u', 'none', '/');
    const refused = refusal('access_refused', "access to vhost '/x' refused for user 'u'");
    await expect(open(stranger, '/x')).rejects.toEqual(refused);
  });

  it('is seen in the virtual hosts that one may see, by viewers', async () => {
    await here.broker.topology.createVhost(here.session, 'other', '');
    const client = await Client.connect(here, { vhost: 'other' });
    const { connections } = there.broker;
    const seenBy = async (session: Session) => (await connections.list(session)).map(({ id }) => id);
    expect(await seenBy(there.session)).toContain(client.id);
    expect(await seenBy(await createUser('viewer', 'viewer', '/'))).not.toContain(client.id);
    await expect(seenBy(await createUser('nobody', 'none', '/'))).rejects.toEqual(refusal('access_refused'));
  });

  it('is asked to close by operators, whichever broker they ask', async () => {
    const client = await Client.connect(here);
    const { connections } = there.broker;
    const viewer = await createUser('viewer', 'viewer', '/');
    await expect(connections.requestClose(viewer, client.id, 'because')).rejects.toEqual(refusal('access_refused'));
    expect(await connections.requestClose(there.session, client.id, 'because')).toBe(true);
    expect(client.asked).toEqual(['because']);
    await quiet();
    expect(await connections.requestClose(there.session, client.id, 'because')).toBe(false);
  });

  it('is asked to close when its virtual host is deleted', async () => {
    await here.broker.topology.createVhost(here.session, 'v', '');
    const client = await Client.connect(here, { vhost: 'v' });
    const other = await Client.connect(here);
    await there.broker.topology.deleteVhost(there.session, 'v');
    expect([client.asked, other.asked]).toEqual([["vhost 'v' is deleted"], []]);
  });

  it('is asked to close when its broker was taken for dead', async () => {
    const clock = new ManualClock();
    const doomed = await world.startBroker(clock);
    const client = await Client.connect(doomed);
    await client.declare('mine', { exclusive: true });
    await untilSwept();
    clock.advance(2_000);
    await quiet();
    expect(client.asked).toEqual(['the broker was thought dead and lost what its connections held']);
    const again = await Client.connect(doomed);
    await again.declare('mine', { exclusive: true });
    expect(await queueNames()).toEqual(['mine']);
  });

  it('is asked to close when its broker stops, which waits for it', async () => {
    const client = await Client.connect(here);
    await client.declare('mine', { exclusive: true });
    await here.broker.stop(10_000);
    expect(client.asked).toEqual(["broker forced connection closure with reason 'shutdown'"]);
    expect(await queueNames(there)).toEqual([]);
    await expect(Client.connect(here)).rejects.toEqual(refusal('draining'));
  });

  it('is closed by its broker when it does not close itself in time', async () => {
    const client = await Client.connect(here, { isDeaf: true });
    await client.declare('mine', { exclusive: true });
    await there.declareQueue('kept');
    await here.publish('kept', ['1']);
    const consumer = await client.consume('kept');
    await consumer.next();
    const stopped = here.broker.stop(10_000);
    await world.pass(5_000);
    await stopped;
    expect(client.asked).toHaveLength(1);
    expect(await queueNames(there)).toEqual(['kept']);
    expect(await there.receive('kept')).toEqual([expect.objectContaining({ attempt: 1, redelivered: true })]);
  });
});

describe('an exclusive queue', () => {
  const locked =
    "cannot obtain exclusive access to locked queue 'mine' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.";
  let owner: Client;
  beforeEach(async () => {
    owner = await Client.connect(here);
    await owner.declare('mine', { exclusive: true });
  });

  it('goes with its connection, and is gone when that is closed', async () => {
    const { topology } = here.broker;
    await topology.declareExchange(owner.session, {
      ...{ vhost: '/', name: 'x', type: 'direct', durable: false, autoDelete: true, internal: false, arguments: emptyTable },
    });
    await topology.bind(owner.session, binding('x', 'mine'));
    await here.publish('mine', ['1']);
    await owner.close();
    const next = await Client.connect(there);
    expect(await next.declare('mine', { exclusive: true })).toMatchObject({ connection: next.id });
    expect(await topology.listBindings(here.session, '/')).toEqual([]);
    await expect(topology.getExchange(here.session, '/', 'x')).rejects.toEqual(refusal('exchange_not_found'));
    expect(await there.broker.topology.countQueue(next.session, '/', 'mine')).toEqual({ ready: 0, consumers: 0 });
  });

  it.each<[string, (bench: BrokerBench) => Promise<unknown>]>([
    ['declare it', ({ broker, session }) => broker.topology.declareQueue(session, definition('mine'))],
    [
      'declare it as exclusive',
      ({ broker, session }) => broker.topology.declareQueue(session, definition('mine', { exclusive: true })),
    ],
    [
      'declare it otherwise',
      ({ broker, session }) =>
        broker.topology.declareQueue(session, definition('mine', { exclusive: true, autoDelete: true, durable: true })),
    ],
    ['declare it passively', ({ broker, session }) => broker.topology.getQueue(session, '/', 'mine')],
    ['count it', ({ broker, session }) => broker.topology.countQueue(session, '/', 'mine')],
    ['bind it', ({ broker, session }) => broker.topology.bind(session, binding('amq.fanout', 'mine'))],
    ['unbind it', ({ broker, session }) => broker.topology.unbind(session, binding('amq.direct', 'mine'))],
    ['purge it', ({ broker, session }) => broker.topology.purgeQueue(session, '/', 'mine')],
    ['delete it', ({ broker, session }) => broker.topology.deleteQueue(session, '/', 'mine')],
    ['consume from it', ({ broker, session }) => broker.consumers.consume(session, '/', 'mine', new TestConsumer())],
    [
      'read from it',
      ({ broker, session }) => broker.consumers.openReader(session, '/', { name: 'reader' }).get('mine', { autoAck: true }),
    ],
  ])('lets no other connection %s, on whichever broker', async (_what, act) => {
    await here.broker.topology.bind(owner.session, binding('amq.direct', 'mine'));
    await expect(act(here)).rejects.toEqual(refusal('resource_locked', locked));
    await expect(act(there)).rejects.toEqual(refusal('resource_locked', locked));
  });

  it('takes messages from everybody, and is shown to operators', async () => {
    const consumer = await owner.consume('mine');
    expect((await there.publish('mine', ['1'])).results).toEqual([expect.objectContaining({ queues: ['mine'] })]);
    expect((await consumer.next()).message.body.toString()).toBe('1');
    expect(await queueNames(there)).toEqual(['mine']);
    const [statistics] = await there.broker.statistics.queues(there.session, '/');
    expect(statistics).toMatchObject({ unacked: 1, consumers: 1, queue: { name: 'mine', connection: owner.id } });
    const operator = await createUser('operator', 'operator', '/');
    expect(await there.broker.topology.getQueue(operator, '/', 'mine')).toMatchObject({ exclusive: true });
  });

  it('is found again by its own connection only as what it is', async () => {
    const declare = (more: Partial<QueueDefinition>) =>
      here.broker.topology.declareQueue(owner.session, definition('mine', more));
    expect((await declare({ exclusive: true })).created).toBe(false);
    expect((await declare({ exclusive: true, durable: true })).created).toBe(false);
    await expect(declare({})).rejects.toEqual(refusal('resource_locked', locked));
    await expect(declare({ exclusive: true, autoDelete: true })).rejects.toEqual(refusal('inequivalent_argument'));
  });

  it('needs a connection to belong to', async () => {
    const { connection: _, ...session } = here.session;
    const declared = here.broker.topology.declareQueue(session, definition('other', { exclusive: true }));
    await expect(declared).rejects.toEqual(
      refusal('invalid_argument', 'an exclusive queue belongs to a connection, and here is none'),
    );
  });

  it('is deleted by another broker when its own is killed', async () => {
    const doomed = await startDoomedBroker();
    const client = await Client.connect(doomed);
    await client.declare('doomed', { exclusive: true });
    await world.pass(5_000);
    expect(await queueNames()).toEqual(['mine', 'doomed']);
    await untilSwept();
    expect(await queueNames()).toEqual(['mine']);
    const connections = await here.broker.connections.list(here.session);
    expect(connections.map(({ owner: broker }) => broker)).not.toContain(doomed.store.owner);
  });

  it('is deleted later when the database fails while its connection closes', async () => {
    const failure = vi.spyOn(world.topologyStore, 'deleteQueue').mockRejectedValueOnce(new Error('the database is away'));
    await owner.close();
    expect([failure.mock.calls.length, await queueNames()]).toEqual([1, ['mine']]);
    await world.pass(2_000);
    expect(await queueNames()).toEqual([]);
    expect((await here.broker.connections.list(here.session)).map(({ id }) => id)).not.toContain(owner.id);
  });

  it('is not left behind by a connection that closes while it is being declared', async () => {
    const declared = owner.declare('late', { exclusive: true });
    const closed = owner.close();
    await expect(declared).rejects.toEqual(refusal('resource_locked'));
    await closed;
    expect(await queueNames()).toEqual([]);
  });

  it('is deleted when nobody knows its connection, after a time in which its broker could have told', async () => {
    await world.topologyStore.createQueue(definition('unknown', { exclusive: true }), 4711);
    await world.pass(31_000);
    expect(await queueNames()).toEqual(['mine', 'unknown']);
    await world.pass(30_000);
    expect(await queueNames()).toEqual(['mine']);
  });
});

describe('an auto-delete queue', () => {
  const isThere = async (name: string) => (await queueNames()).includes(name);

  it('goes with its last consumer on any broker, and not before it had one', async () => {
    const [one, other] = [await Client.connect(here), await Client.connect(there)];
    await one.declare('q', { autoDelete: true });
    const reader = here.broker.consumers.openReader(one.session, '/', { name: 'reader' });
    expect(await reader.get('q', { autoAck: true })).toBeNull();
    await here.broker.consumers.abandon(reader);
    await world.pass(5_000);
    const consumers = [await one.consume('q'), await other.consume('q')];
    await consumers[0]!.consumer.cancel();
    await world.pass(5_000);
    expect(await isThere('q')).toBe(true);
    await there.broker.consumers.abandon(consumers[1]!.consumer);
    expect(await isThere('q')).toBe(false);
  });

  it('goes when the broker of its last consumer is killed', async () => {
    const client = await Client.connect(await startDoomedBroker());
    for (const name of ['vacated', 'kept']) await client.declare(name, { autoDelete: true });
    await client.consume('vacated');
    await client.consume('kept');
    const survivor = await Client.connect(here);
    await survivor.consume('kept');
    await untilSwept();
    expect(await queueNames()).toEqual(['kept']);
    expect(await here.broker.topology.countQueue(here.session, '/', 'kept')).toEqual({ ready: 0, consumers: 1 });
  });

  it('goes later when the database fails while its last consumer leaves', async () => {
    const client = await Client.connect(here);
    await client.declare('q', { autoDelete: true });
    const { consumer } = await client.consume('q');
    const failure = vi.spyOn(here.presence, 'removeConsumers').mockRejectedValueOnce(new Error('the database is away'));
    await expect(consumer.cancel()).rejects.toThrow('the database is away');
    expect([failure.mock.calls.length, await isThere('q')]).toEqual([1, true]);
    await world.pass(2_000);
    expect(await isThere('q')).toBe(false);
  });
});

describe('a queue that expires', () => {
  const lateMsMax = 100;
  const isThere = async () => (await queueNames()).includes('q');

  /** It is there until `ms` from now, and gone right after. */
  async function expectDeletionAfter(ms: number): Promise<void> {
    await world.pass(ms - 100);
    expect(await isThere()).toBe(true);
    await world.pass(100 + lateMsMax);
    expect(await isThere()).toBe(false);
  }

  it('goes when it was not used for so long', async () => {
    await here.declareQueue('q', { expires: 700 });
    await here.publish('q', ['1']);
    await expectDeletionAfter(700);
    expect(await there.broker.topology.deleteQueue(there.session, '/', 'q')).toBeNull();
  });

  it('begins its time anew when it is declared or read, and not when messages come', async () => {
    await here.declareQueue('q', { expires: 5_000 });
    await world.pass(3_000);
    await here.declareQueue('q', { expires: 5_000 });
    await world.pass(3_000);
    const reader = there.broker.consumers.openReader(there.session, '/', { name: 'reader' });
    await reader.get('q', { autoAck: true });
    await world.pass(3_000);
    await here.publish('q', ['1']);
    await expectDeletionAfter(2_000);
  });

  it('stays as long as it has consumers, and its time begins when the last one goes', async () => {
    const client = await Client.connect(here);
    await here.declareQueue('q', { expires: 600 });
    const { consumer } = await client.consume('q');
    // Not in step with any duty.
    await world.pass(5_050);
    expect(await isThere()).toBe(true);
    await consumer.cancel();
    await expectDeletionAfter(600);
  });

  it('goes even if the broker that used it last is dead', async () => {
    const client = await Client.connect(await startDoomedBroker());
    await client.declare('q', { arguments: expires(3_000) });
    await world.pass(2_900);
    expect(await isThere()).toBe(true);
    await world.pass(2_000);
    expect(await isThere()).toBe(false);
  });

  it('may do so by a policy', async () => {
    await here.declareQueue('q');
    await there.broker.topology.putPolicy(there.session, {
      ...{ vhost: '/', name: 'p', pattern: '^q', appliesTo: 'queues', priority: 0, definition: { expires: 4_000 } },
    });
    await world.pass(3_500);
    expect(await isThere()).toBe(true);
    await world.pass(3_000);
    expect(await isThere()).toBe(false);
  });
});

describe('counting a queue', () => {
  it('tells what is ready, with what was published just before, and the consumers on all brokers', async () => {
    const [one, other] = [await Client.connect(here), await Client.connect(there)];
    await one.declare('q');
    const insert = here.store.insertMessage.bind(here.store);
    vi.spyOn(here.store, 'insertMessage').mockImplementation((request) => void setImmediate(() => insert(request)));
    const results = here.publish('q', ['1', '2', '3']);
    await Promise.resolve();
    const count = ({ broker, session }: BrokerBench) => broker.topology.countQueue(session, '/', 'q');
    expect(await count(here)).toEqual({ ready: 3, consumers: 0 });
    await results;
    const holder = new TestConsumer({ prefetch: 1 });
    await here.broker.consumers.consume(one.session, '/', 'q', holder);
    await other.consume('q');
    await holder.next();
    expect(await count(here)).toMatchObject({ consumers: 2 });
    expect(await count(there)).toMatchObject({ consumers: 2 });
    expect(await here.broker.statistics.queue(here.session, '/', 'q')).toMatchObject({ consumers: 2 });
    expect((await there.broker.statistics.overview(there.session)).consumers).toBe(2);
  });

  it('spares a queue with a consumer on another broker from deletion if unused', async () => {
    const client = await Client.connect(there);
    await here.declareQueue('q');
    const { consumer } = await client.consume('q');
    const remove = () => here.broker.topology.deleteQueue(here.session, '/', 'q', { ifUnused: true });
    await expect(remove()).rejects.toEqual(refusal('in_use', "queue 'q' in vhost '/' in use"));
    await consumer.cancel();
    expect(await remove()).toBe(0);
  });
});
