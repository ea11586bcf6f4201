import {
  createBroker,
  emptyTable,
  Properties,
  type Broker,
  type Claim,
  type ClaimOptions,
  type Delivery,
  type FieldTable,
  type FieldValue,
  type Publication,
  type PresenceStore,
  type PropertyChanges,
  type Queue,
  type QueueCounts,
  type Session,
} from '@howdah/core';
import { ManualClock } from '@howdah/storage-conformance';
import {
  MemoryAccessStore,
  MemoryDatabase,
  MemoryMessageStore,
  MemoryPresenceStore,
  MemoryTopologyStore,
} from '@howdah/storage-memory';
import { onTestFinished } from 'vitest';
import { TestConsumer } from './test-consumer.js';

/** Counts claims and what had to be read back, and keeps answers to claims back. */
class CountingStore extends MemoryMessageStore {
  claims = 0;
  claimedMessages = 0;
  /** Claims are answered when it has resolved. */
  answering: Promise<void> = Promise.resolve();

  override async claimMessages(queueId: number, options: ClaimOptions): Promise<Claim> {
    this.claims++;
    const claim = await super.claimMessages(queueId, options);
    await this.answering;
    for (const run of claim.runs) this.claimedMessages += run.messages.length;
    return claim;
  }
}

/** What several brokers share. */
export class World {
  readonly clock = new ManualClock();
  readonly database = new MemoryDatabase(this.clock);
  readonly topologyStore = new MemoryTopologyStore();
  readonly accessStore = new MemoryAccessStore();

  /** Does its duties by a clock of its own when it is given one: as long as that stands still, it is as good as dead. */
  async startBroker(clock = this.clock): Promise<BrokerBench> {
    const store = new CountingStore(this.database);
    const presence = new MemoryPresenceStore(this.database);
    const broker = createBroker({
      ...{ messageStore: store, topologyStore: this.topologyStore, accessStore: this.accessStore, clock },
      presenceStore: presence,
      passwordHasher: {
        hash: async (password) => `plain:${password}`,
        verify: async (hash, password) => hash === `plain:${password}`,
      },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    await broker.start();
    await broker.ensureAdministrator('admin', 'a long password');
    const login = await broker.access.login({ user: 'admin', password: 'a long password', loopback: true });
    const connection = await broker.connections.open(login, '/', { name: 'test', details: {} }, () => void connection.close());
    const { session } = connection;
    onTestFinished(() => broker.stop(0));
    return new BrokerBench(this, broker, store, presence, session);
  }

  /** Lets time pass in steps small enough for every duty, each with its consequences. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      this.clock.advance(Math.min(stepMs, left));
      await quiet();
    }
  }
}

const stepMs = 50;

/** Everything that needs no time has happened: the memory stores answer within promise reactions. */
export const quiet = () => new Promise<void>((resolve) => setImmediate(resolve));

export class BrokerBench {
  constructor(
    readonly world: World,
    readonly broker: Broker,
    readonly store: CountingStore,
    readonly presence: PresenceStore,
    readonly session: Session,
  ) {}

  async declareQueue(name: string, settings: Readonly<Record<string, string | number | boolean>> = {}): Promise<Queue> {
    const { queue } = await this.broker.topology.declareQueue(this.session, {
      ...{ vhost: '/', name, durable: true, exclusive: false, autoDelete: false },
      arguments: argumentsOf(settings),
    });
    return queue;
  }

  publish(routingKey: string, bodies: readonly string[], more: Partial<Publication> = {}, properties: PropertyChanges = {}) {
    const publications = bodies.map((body) => this.publication(routingKey, body, more, properties));
    return this.broker.messages.publish(this.session, publications);
  }

  publication(routingKey: string, body: string, more: Partial<Publication> = {}, properties: PropertyChanges = {}): Publication {
    return {
      ...{ vhost: '/', exchange: '', routingKey, body: Buffer.from(body) },
      properties: Properties.from({ deliveryMode: 2, ...properties }),
      ...more,
    };
  }

  /** A consumer that is known to the queue's pump, and the queue known to be empty. */
  async consume(queue: string, options: { prefetch?: number; autoAck?: boolean } = {}) {
    const handler = new TestConsumer(options);
    const consumer = await this.broker.consumers.consume(this.session, '/', queue, handler);
    await quiet();
    return Object.assign(handler, {
      consumer,
      ack: (delivery: Delivery) => {
        this.broker.consumers.ack(delivery);
        handler.unsettled--;
        consumer.signal();
      },
      settle: async (delivery: Delivery, outcome: 'release' | 'retry' | 'reject', more: object = {}) => {
        const settled = this.broker.consumers.settle(delivery, outcome, more);
        handler.unsettled--;
        await settled;
        consumer.signal();
      },
    });
  }

  receive(queue: string, options: Partial<Parameters<Broker['messages']['receive']>[3]> = {}) {
    return this.broker.messages.receive(this.session, '/', queue, { max: 10, waitMs: 0, leaseMs: 10_000, ...options });
  }

  async counts(queue: Queue): Promise<QueueCounts | undefined> {
    const [counts] = await this.store.countMessages([queue.id]);
    return counts;
  }
}

export const bodyOf = ({ message }: { readonly message: { readonly body: Buffer } }) => message.body.toString();

function argumentsOf(settings: Readonly<Record<string, string | number | boolean>>): FieldTable {
  const entries = Object.entries(settings);
  if (entries.length === 0) return emptyTable;
  return entries.map(([name, value]) => [`x-${name}`, fieldOf(value)]);
}

function fieldOf(value: string | number | boolean): FieldValue {
  if (typeof value === 'string') return { type: 'string', value: Buffer.from(value) };
  if (typeof value === 'boolean') return { type: 'boolean', value };
  return Number.isInteger(value) ? { type: 'int64', value: BigInt(value) } : { type: 'double', value };
}
