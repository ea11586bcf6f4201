import { BrokerError } from '@howdah/core';
import type * as core from '@howdah/core';
import { refuses } from './limits.js';
import type { MemoryDatabase } from './memory-database.js';

/** What an application hands in. */
export type MemoryPublication = Omit<core.Arrival, 'id' | 'at'>;

interface Refused {
  readonly arrival: core.Arrival;
  readonly error: BrokerError;
  readonly at: number;
}

/** Where applications leave messages, in the memory that brokers share. */
export class MemoryIntakeTable {
  readonly arrivals: core.Arrival[] = [];
  readonly refused: Refused[] = [];
  readonly listeners = new Set<() => void>();
  isMoving = false;
  #lastId = 0;

  /** Publishes and acknowledges at once, as the commit of an application's transaction does. lease_lost: nothing is done. */
  commit(database: MemoryDatabase, publications: readonly MemoryPublication[], acks: readonly core.DeliveryRef[]): void {
    const entries = acks.map((delivery) => database.leased(delivery));
    if (entries.includes(null)) throw leaseLost();
    for (const entry of new Set(entries)) database.remove(entry!);
    for (const publication of publications) this.arrivals.push({ ...publication, id: ++this.#lastId, at: database.now() });
    if (publications.length > 0) for (const listener of this.listeners) listener();
  }
}

const leaseLost = (): BrokerError =>
  new BrokerError('lease_lost', 'the lease of the message is lost', { remedy: 'Roll back: it is delivered again.' });

/** One broker's way to the intake. */
export class MemoryIntake implements core.IntakeStore {
  #listener: (() => void) | null = null;

  constructor(
    private readonly database: MemoryDatabase,
    /** Throws when the store is closed. */
    private readonly requireOpen: () => void,
  ) {}

  async open({ onArrival }: Parameters<core.IntakeStore['open']>[0]): Promise<void> {
    this.#listener = onArrival;
    this.#table.listeners.add(onArrival);
  }

  close(): void {
    if (this.#listener !== null) this.#table.listeners.delete(this.#listener);
  }

  async move(judge: core.Judge): Promise<core.Intake> {
    this.requireOpen();
    if (this.#table.isMoving) return { outcome: 'busy', more: false, stored: [] };
    const arrivals = [...this.#table.arrivals];
    if (arrivals.length === 0) return { outcome: 'empty', more: false, stored: [] };
    this.#table.isMoving = true;
    const judgements = await judge(arrivals).finally(() => (this.#table.isMoving = false));
    this.requireOpen();
    this.#table.arrivals.splice(0, arrivals.length);
    const stored = judgements.flatMap((judgement, i) => this.#carryOut(judgement, arrivals[i]!));
    this.database.wake([...new Set(stored.flatMap(({ placements }) => placements.map(({ queueId }) => queueId)))]);
    return { outcome: 'moved', more: false, stored };
  }

  async countRefused(vhost: string | null): Promise<core.RefusedPublications> {
    const refused = this.#table.refused.filter(({ arrival }) => vhost === null || arrival.vhost === vhost);
    const last = refused.at(-1);
    if (last === undefined) return { count: 0, newest: null };
    const { at, error } = last;
    return { count: refused.length, newest: { at, code: error.code, reason: error.message } };
  }

  get #table(): MemoryIntakeTable {
    return this.database.intake;
  }

  #carryOut(judgement: core.Judgement, arrival: core.Arrival): readonly core.Insert[] {
    if (judgement.kind === 'drop') return [];
    const error = judgement.kind === 'refuse' ? judgement.error : this.#full(judgement.insert);
    if (error !== null) {
      this.#table.refused.push({ arrival, error, at: this.database.now() });
      return [];
    }
    if (judgement.kind !== 'store') return [];
    this.database.append(judgement.insert);
    return [judgement.insert];
  }

  #full({ placements, message }: core.Insert): BrokerError | null {
    const queueIds = placements
      .filter(({ queueId, limit }) => limit !== null && refuses(this.database, queueId, limit, [message.body]))
      .map(({ queueId }) => queueId);
    if (queueIds.length === 0) return null;
    return new BrokerError('queue_full', 'a queue is full and takes no more messages', { details: { queueIds } });
  }
}
