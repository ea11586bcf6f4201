import { randomInt } from 'node:crypto';
import type { Session } from '../access/session.js';
import type { CloseRequest, Connection, ConnectionInfo } from '../broker-api.js';
import type { Log } from '../ports/log.js';
import type { ConnectionId, ConnectionRecord, PresenceStore } from '../ports/presence-store.js';

export interface ConnectionsContext {
  readonly presence: PresenceStore;
  readonly log: Log;
  /** This broker, as it is known now. */
  readonly owner: () => number;
  readonly now: () => number;
  /** Deletes the exclusive queues of a connection that ends. */
  readonly deleteQueuesOf: (connection: ConnectionId) => Promise<void>;
}

interface Held {
  readonly record: ConnectionRecord;
  readonly requestClose: CloseRequest;
  /** Null while it is open. */
  closing: Promise<void> | null;
  /** It is closed, and removing what belonged to it failed. */
  isLeftover: boolean;
}

/** Of connections that brokers have for themselves: nobody has this name. */
export const internalSession: Session = { user: '', role: 'none' };

export const isInternal = ({ user }: ConnectionRecord): boolean => user === internalSession.user;

/** The connections that this broker holds, and the closed ones that others still see because removing them failed. */
export class Connections {
  readonly #held = new Map<ConnectionId, Held>();
  readonly #whenAllClosed: (() => void)[] = [];

  constructor(private readonly context: ConnectionsContext) {}

  async open(session: Session, vhost: string, info: ConnectionInfo, requestClose: CloseRequest): Promise<Connection> {
    const { presence, owner, now } = this.context;
    const id = randomInt(1, 2 ** 48 - 1);
    const record = { id, owner: owner(), vhost, user: session.user, connectedAt: now(), ...info };
    // First here: a restore that comes in between must not take it for a leftover.
    this.#held.set(id, { record, requestClose, closing: null, isLeftover: false });
    await presence.addConnection(record).catch((error: unknown) => {
      this.#forget(id);
      throw error;
    });
    return { id, session: { ...session, connection: id }, close: () => this.#close(id) };
  }

  /** Here, and not closed. */
  isOpen(id: ConnectionId): boolean {
    return this.#held.get(id)?.closing === null;
  }

  /** Those of this broker as it is known now: what it had before it was fenced is lost to it. */
  records(): readonly ConnectionRecord[] {
    const owner = this.context.owner();
    return [...this.#held.values()].map(({ record }) => record).filter((record) => record.owner === owner);
  }

  requestClose(id: ConnectionId, reason: string): void {
    const held = this.#held.get(id);
    if (held?.closing === null) held.requestClose(reason);
  }

  requestCloseOfAll(reason: string): void {
    for (const id of [...this.#held.keys()]) this.requestClose(id, reason);
  }

  /** Resolves when none is open or being closed. */
  allClosed(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenAllClosed.push(resolve);
      this.#callIfAllClosed();
    });
  }

  /** For those whose protocol did not: their queues go, and nobody sees them any more. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#held.keys()].map((id) => this.#close(id)));
  }

  /** Tries once more to remove what belonged to closed connections. */
  async removeLeftovers(): Promise<void> {
    const leftovers = [...this.#held.values()].filter(({ isLeftover }) => isLeftover);
    await Promise.all(leftovers.map((held) => this.#remove(held)));
  }

  #close(id: ConnectionId): Promise<void> {
    const held = this.#held.get(id);
    if (held === undefined) return Promise.resolve();
    return (held.closing ??= this.#remove(held));
  }

  /** What fails is logged and made up for later: by this broker, or when it is dead by another one. */
  async #remove(held: Held): Promise<void> {
    const { presence, log, deleteQueuesOf } = this.context;
    const { id, name } = held.record;
    try {
      await deleteQueuesOf(id);
      await presence.removeConnections([id]);
      this.#forget(id);
    } catch (error) {
      held.isLeftover = true;
      this.#callIfAllClosed();
      log.warn('what belonged to a connection could not be removed yet', { connection: name, error });
    }
  }

  #forget(id: ConnectionId): void {
    this.#held.delete(id);
    this.#callIfAllClosed();
  }

  #callIfAllClosed(): void {
    for (const { isLeftover } of this.#held.values()) if (!isLeftover) return;
    for (const resolve of this.#whenAllClosed.splice(0)) resolve();
  }
}
