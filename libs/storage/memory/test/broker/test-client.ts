import type { Connection, QueueDefinition, Role, Session } from '@howdah/core';
import { ManualClock } from '@howdah/storage-conformance';
import type { BrokerBench, World } from './broker-bench.js';
import { TestConsumer } from './test-consumer.js';
import { queue } from './topology-acts.js';

/** A client that hangs up when it is asked to, unless it is deaf. */
export class Client {
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
    const declared = await this.bench.broker.topology.declareQueue(this.session, queue(name, more));
    return declared.queue;
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

export async function queueNames({ broker, session }: BrokerBench): Promise<string[]> {
  return (await broker.topology.listQueues(session, '/')).map(({ name }) => name);
}

/** With every permission in '/'. */
export async function createUser({ broker, session }: BrokerBench, name: string, role: Role): Promise<Session> {
  const { access } = broker;
  await access.putUser(session, { name, password: 'a long password', role });
  await access.putPermission(session, { user: name, vhost: '/', configure: '.*', write: '.*', read: '.*' });
  return access.login({ user: name, password: 'a long password', loopback: true });
}

/** A broker that is alive until time passes: its duties never run. */
export const startDoomedBroker = (world: World): Promise<BrokerBench> => world.startBroker(new ManualClock());

/** After that the leases of a dead broker have ended and others have swept up. */
export const untilSwept = (world: World): Promise<void> => world.pass(15_000);
