import { randomInt } from 'node:crypto';
import type { Session } from '../access/session.js';
import type { CloseRequest, Connection, ConnectionInfo } from '../broker-api.js';
import type { QueueId } from '../ports/message-store.js';
import type { Log } from '../ports/log.js';
import type { ConnectionId, ConnectionRecord, PresenceStore } from '../ports/presence-store.js';

export interface ConnectionsContext {
  readonly presence: PresenceStore;
  readonly log: Log;
  /** This broker, as it is known now. */
  readonly owner: () => number;
  readonly now: () => number;
  /** Deletes a queue of a connection that ends. */
  deleteQueueById(queueId: QueueId): Promise<void>;
}

interface Open {
  readonly record: ConnectionRecord;
  readonly requestClose: CloseRequest;
  readonly exclusiveQueues: Set<QueueId>;
}

/** The connections that this broker holds. */
export class Connections {
  readonly #open = new Map<ConnectionId, Open>();
  #whenNone: (() => void)[] = [];

  constructor(private readonly context: ConnectionsContext) {}

  async open(session: Session, vhost: string, info: ConnectionInfo, requestClose: CloseRequest): Promise<Connection> {
    const { presence, owner, now } = this.context;
    const id = randomInt(1, 2 ** 48 - 1);
    const record = { id, owner: owner(), vhost, user: session.user, connectedAt: now(), ...info };
    // First here: a restore that comes in between must not take it for a leftover.
    this.#open.set(id, { record, requestClose, exclusiveQueues: new Set() });
    await presence.addConnection(record).catch((error: unknown) => {
      this.#forget(id);
      throw error;
    });
    return { id, session: { ...session, connection: id }, close: () => this.#close(id) };
  }

  /** It goes with its connection. */
  own(id: ConnectionId, queueId: QueueId): void {
    this.#open.get(id)?.exclusiveQueues.add(queueId);
  }

  /** It was deleted before. */
  disown(id: ConnectionId, queueId: QueueId): void {
    this.#open.get(id)?.exclusiveQueues.delete(queueId);
  }

  has(id: ConnectionId): boolean {
    return this.#open.has(id);
  }

  /** Those of this broker as it is known now: what it had before it was fenced is lost to it. */
  records(): readonly ConnectionRecord[] {
    const owner = this.context.owner();
    return [...this.#open.values()].map(({ record }) => record).filter((record) => record.owner === owner);
  }

  requestClose(id: ConnectionId, reason: string): void {
    this.#open.get(id)?.requestClose(reason);
  }

  requestCloseOfAll(reason: string): void {
    for (const { requestClose } of [...this.#open.values()]) requestClose(reason);
  }

  /** Resolves when there is none left. */
  allClosed(): Promise<void> {
    return this.#open.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#whenNone.push(resolve));
  }

  /** What cannot be removed now is swept up later, by whichever broker. */
  async #close(id: ConnectionId): Promise<void> {
    const open = this.#open.get(id);
    if (open === undefined) return;
    const { presence, log, deleteQueueById } = this.context;
    try {
      await Promise.all([...open.exclusiveQueues].map((queueId) => deleteQueueById(queueId)));
      await presence.removeConnections([id]);
    } catch (error) {
      log.warn('what belonged to a connection could not be removed yet', { connection: open.record.name, error });
    }
    this.#forget(id);
  }

  #forget(id: ConnectionId): void {
    this.#open.delete(id);
    if (this.#open.size === 0) for (const resolve of this.#whenNone.splice(0)) resolve();
  }
}
