import type { Connection } from '../broker-api.js';
import { internalSession, type Connections } from '../connections/connections.js';
import type { ConsumeContext } from '../deliver/consume.js';
import { ConsumerSlot } from '../deliver/consumer-slot.js';
import { QueuePump } from '../deliver/queue-pump.js';
import { emptyTable } from '../message/field-table.js';
import type { Queue } from '../topology/model.js';
import type { TopologyCache } from '../topology/topology-cache.js';
import { inboxName } from './inbox-name.js';
import type { ReplyAddresses } from './reply-addresses.js';

/** Answers that this broker has claimed and not yet handed on. */
const capacity = 1_000;

interface InboxContext extends ConsumeContext {
  readonly connections: Connections;
  readonly topology: TopologyCache;
  readonly addresses: ReplyAddresses;
}

/**
 * One queue for each virtual host whose clients wait for answers here; made when the first of them does. It is exclusive to a
 * connection of the broker's own, so it goes with the broker even if that is killed.
 */
export class ReplyInboxes {
  readonly #open = new Map<string, Promise<Connection>>();

  constructor(private readonly context: InboxContext) {}

  async ensure(vhost: string): Promise<void> {
    const opening = this.#open.get(vhost) ?? this.#openInbox(vhost);
    this.#open.set(vhost, opening);
    await opening.catch((error: unknown) => {
      this.#open.delete(vhost);
      throw error;
    });
  }

  /** Its identity is another's now: inboxes of the old one are swept up. */
  forget(): void {
    this.#open.clear();
  }

  async #openInbox(vhost: string): Promise<Connection> {
    const { connections, pumps, traffic } = this.context;
    const info = { name: 'answers from other brokers', details: {} };
    const connection = await connections.open(internalSession, vhost, info, () => void connection.close());
    const queue = await this.#declare(vhost, connection).catch(async (error: unknown) => {
      await connection.close();
      throw error;
    });
    const slot = this.#slot(queue, () => this.#lost(connection, queue));
    pumps.attach(
      slot,
      () =>
        new QueuePump(
          queue,
          { deliveryLimit: null, readsAheadFrom: null, inOrder: false, isPaused: false },
          traffic.of(queue.id),
          this.context,
        ),
    );
    return connection;
  }

  async #declare(vhost: string, { id }: Connection): Promise<Queue> {
    const { topology, store } = this.context;
    const name = inboxName(store.owner);
    const definition = { vhost, name, durable: false, exclusive: true, autoDelete: false, arguments: emptyTable };
    const { value: queue } = await topology.change((topologyStore) => topologyStore.createQueue(definition, id));
    return queue;
  }

  #slot(queue: Queue, cancelled: () => void): ConsumerSlot {
    const { addresses } = this.context;
    return new ConsumerSlot(
      queue,
      {
        ...{ name: queue.name, autoAck: true, capacity: () => capacity, cancelled },
        deliver: ({ message }) => void addresses.deliver(queue.vhost, message),
      },
      null,
    );
  }

  /** The queue is gone, with its virtual host or because somebody closed the connection: the next client makes another one. */
  #lost(connection: Connection, { vhost, name }: Queue): void {
    if (name === inboxName(this.context.store.owner)) this.#open.delete(vhost);
    void connection.close();
  }
}
