import { BrokerError, createBroker, jsonToTable, type Broker, type Connection, type Session } from '@howdah/core';
import {
  MemoryAccessStore,
  MemoryDatabase,
  MemoryMessageStore,
  MemoryPresenceStore,
  MemoryTopologyStore,
} from '@howdah/storage-memory';
import { connectionLost, HowdahError, queueNotFound } from '../errors.js';
import type { Incoming, Link, Outgoing, QueueDeclaration, SubscribeOptions, Subscription } from '../link/link.js';
import type { InProcessBroker, Peeked } from './in-process-broker.js';
import { toIncoming, toPublication, vhost } from './in-process-message.js';
import { MemoryTransaction } from './in-process-transaction.js';
import { subscribeInProcess } from './in-process-subscription.js';
import { VirtualClock } from './virtual-clock.js';

/** The only file that is bundled: it alone, with what it imports, uses the core and its store. */
export async function createInProcessBroker(): Promise<InProcessBroker> {
  const clock = new VirtualClock();
  const database = new MemoryDatabase(clock);
  const broker = createBroker({
    messageStore: new MemoryMessageStore(database),
    topologyStore: new MemoryTopologyStore(),
    presenceStore: new MemoryPresenceStore(database),
    accessStore: new MemoryAccessStore(),
    passwordHasher: { hash: async (password) => password, verify: async (hash, password) => hash === password },
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  await broker.start();
  await broker.ensureAdministrator('test', 'test');
  const session = await broker.access.login({ user: 'test', password: 'test', loopback: true });
  const ground = { broker, session, database, clock, seen: new Set<string>() };
  return {
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    async openLink() {
      let close!: (reason: unknown) => void;
      const closed = new Promise<unknown>((resolve) => (close = resolve));
      const connection = await broker.connections.open(session, vhost, { name: 'in-process', details: {} }, close);
      return new InProcessLink(broker, connection, closed, close);
    },
    begin: () => new MemoryTransaction(ground),
    async count(queue) {
      const { ready, unacked, delayed } = await translated(broker.statistics.queue(session, vhost, queue), queue);
      return { ready, inFlight: unacked, delayed };
    },
    peek: (queue) => translated(peek(broker, session, queue), queue),
    stop: () => broker.stop(0),
  };
}

async function peek(broker: Broker, session: Session, queue: string): Promise<readonly Peeked[]> {
  const messages = await broker.messages.peek(session, vhost, queue, { limit: 100, after: 0 });
  return messages.map(({ message: { properties, body, deaths } }) => ({
    id: properties.messageId ?? '',
    ...{ body, contentType: properties.contentType, contentEncoding: properties.contentEncoding },
    deathReasons: deaths.map(({ reason }) => reason),
    error: deaths[0]?.error,
  }));
}

class InProcessLink implements Link {
  readonly extended = true;
  #replyAddress: Promise<string> | undefined;

  constructor(
    private readonly broker: Broker,
    private readonly connection: Connection,
    readonly closed: Promise<unknown>,
    private readonly end: (reason: unknown) => void,
  ) {}

  async declareQueue({ name, arguments: args }: QueueDeclaration): Promise<void> {
    const definition = { vhost, name, durable: true, exclusive: false, autoDelete: false, arguments: jsonToTable(args) };
    await translated(this.broker.topology.declareQueue(this.#session, definition), name);
  }

  async checkQueue(name: string): Promise<void> {
    await translated(this.broker.topology.getQueue(this.#session, vhost, name), name);
  }

  publish(message: Outgoing): Promise<void> {
    return this.#publish([message]);
  }

  publishAtomic(messages: readonly Outgoing[]): Promise<void> {
    return this.#publish(messages);
  }

  subscribe(queue: string, options: SubscribeOptions): Promise<Subscription> {
    return translated(subscribeInProcess(this.broker, this.#session, queue, options), queue);
  }

  async request(message: Outgoing, onReply: (reply: Incoming) => void): Promise<void> {
    this.#replyAddress ??= this.#openReplies(onReply);
    await this.#publish([{ ...message, replyTo: await this.#replyAddress }]);
  }

  async close(): Promise<void> {
    await this.connection.close();
    this.end(undefined);
  }

  get #session(): Session {
    return this.connection.session;
  }

  async #publish(messages: readonly Outgoing[]): Promise<void> {
    const queue = messages[0]?.routingKey ?? '';
    const atomic = messages.length > 1;
    const { results } = await translated(
      this.broker.messages.publish(this.#session, messages.map(toPublication), { atomic }),
      queue,
    );
    for (const [i, result] of results.entries()) {
      if ('error' in result) throw toHowdahError(result.error, queue);
      if (result.queues.length === 0 && !isReply(messages[i]!)) throw queueNotFound(messages[i]!.routingKey);
    }
  }

  async #openReplies(onReply: (reply: Incoming) => void): Promise<string> {
    const address = await this.broker.replies.open(vhost, (message) => onReply(toIncoming(message, undefined, () => undefined)));
    void this.closed.then(() => address.close());
    return address.name;
  }
}

/** An answer goes to whoever waits for it, through no queue. */
const isReply = ({ routingKey }: Outgoing): boolean => routingKey.startsWith('amq.rabbitmq.reply-to.');

async function translated<T>(promise: Promise<T>, queue: string): Promise<T> {
  return promise.catch((error: unknown) => Promise.reject(toHowdahError(error, queue)));
}

function toHowdahError(error: unknown, queue: string): Error {
  if (!(error instanceof BrokerError)) return error instanceof Error ? error : connectionLost(error);
  switch (error.code) {
    case 'queue_not_found':
      return queueNotFound(queue, error);
    case 'queue_full':
    case 'queue_paused':
      return new HowdahError('not_stored', error.message, {
        remedy: error.remedy ?? 'Publish again later.',
        cause: error,
      });
    case 'inequivalent_argument':
    case 'invalid_argument':
      return new HowdahError('queue_mismatch', error.message, {
        remedy: 'Define the queue as it is on the broker.',
        cause: error,
      });
    default:
      return new HowdahError('message_refused', error.message, { remedy: error.remedy ?? 'Look at the cause.', cause: error });
  }
}
