import { randomInt } from 'node:crypto';
import type { InsertRequest } from '@howdah/core';
import { isDuplicateFlush } from '../sqlstate.js';
import type { BindValue } from '../wire/bind-message.js';
import type { Connection } from '../wire/database.js';
import type { FlushBatch } from './flush-batch.js';
import {
  findFlush,
  insertMessages,
  insertPack,
  insertParameters,
  packParameters,
  type Flush,
  type Inserted,
} from './insert-messages.js';
import type { WakeUp } from './peers.js';
import type { StoreContext } from './store-context.js';

/** Random, so that no two flushes of any broker meet while their identity is remembered. */
const FLUSH_ID_MAX = 2 ** 48 - 1;

/** Of a flush that is committed: what the next one of its lane goes on from. */
export interface FlushIdentity {
  readonly id: number;
  /** Kept where no crash of the database leaves it. */
  readonly transient: boolean;
}

export const newFlushId = (): number => randomInt(FLUSH_ID_MAX);

/** What became of a flush, whichever try committed it. */
type Outcome = Pick<Inserted, 'base' | 'held'>;

/** A flush by one statement, in which it may be tried again after a lost answer: it is stored once. */
export class GroupCommit {
  readonly identity: FlushIdentity;
  readonly wakeUp: WakeUp | null;
  readonly #flush: Flush;
  readonly #pack: readonly BindValue[] | null;
  #all: readonly BindValue[] | null = null;

  constructor(
    private readonly batch: FlushBatch<InsertRequest>,
    { previous, ...flush }: Pick<Flush, 'owner' | 'finished' | 'isLocal'> & { readonly previous: FlushIdentity | null },
    private readonly context: StoreContext,
  ) {
    this.identity = { id: newFlushId(), transient: batch.transient };
    this.wakeUp = context.peers.wakeUpFor(batch.runs);
    const wakeUp = this.wakeUp?.payload ?? null;
    this.#flush = { ...flush, id: this.identity.id, previousId: previous?.id ?? null, wakeUp };
    this.#pack = previous?.transient === false ? packParameters(batch, this.#flush) : null;
  }

  async commit(connection: Connection): Promise<Outcome> {
    return (await this.#commitPack(connection)) ?? (await this.#commitAll(connection));
  }

  /** Null: it is not such a flush, or the one before is forgotten. */
  async #commitPack(connection: Connection): Promise<Outcome | null> {
    if (this.#pack === null) return null;
    const inserted = await insertPack(connection, this.#pack);
    return inserted === null ? this.#find(connection) : this.#saw(inserted);
  }

  async #commitAll(connection: Connection): Promise<Outcome> {
    this.#all ??= insertParameters(this.batch, this.#flush);
    try {
      return this.#saw(await insertMessages(connection, this.#all));
    } catch (error) {
      if (!isDuplicateFlush(error)) throw error;
      // A former try was committed after all; its answer was lost on the way.
      return (await this.#find(connection))!;
    }
  }

  #find(connection: Connection): Promise<Outcome | null> {
    return findFlush(connection, this.#flush.id, this.#flush.owner);
  }

  #saw(inserted: Inserted): Inserted {
    if (!this.#flush.isLocal && !this.batch.transient) this.context.replication.saw(inserted.waits);
    return inserted;
  }
}
