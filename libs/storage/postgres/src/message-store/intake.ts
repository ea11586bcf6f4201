import type { Arrival, Insert, Intake, IntakeStore, Judge, Judgement, QueueId, RefusedPublications, Seq } from '@howdah/core';
import type { Notifications } from '../notifications.js';
import { statements } from '../statements.js';
import type { Connection, Database, Row } from '../wire/database.js';
import { newFlushId } from './group-commit.js';
import { queueFull } from './limited-flush.js';
import { QueueRoom } from './queue-room.js';
import type { StoreContext } from './store-context.js';
import { insertAll } from './transactions.js';

/** Of one move: less than a flush takes, so that publishes do not wait long for the locks of queues with limits. */
const arrivalsMax = 500;
const bytesMax = 4 * 1024 * 1024;
/** From this size on the newest slot is left for the next, and freed when it is empty. */
const slotBytes = 64 * 1024 * 1024;
/** Hints name an id without its last ten bits. */
const hintedIds = 2 ** 10;

type Refusal = Extract<Judgement, { kind: 'refuse' }>;

/** An arrival as it lies there, with what only the store has to know. */
interface Taken extends Arrival {
  readonly role: string;
}

/** What is moved, and what stays behind for operators. */
interface Sorted {
  readonly inserts: readonly Insert[];
  readonly refused: readonly { readonly arrival: Taken; readonly error: Refusal['error'] }[];
}

const nothing = { more: false, stored: [] } as const;

/** The intake as a table, from which rows are deleted by the transaction that stores them. */
export class PostgresIntake implements IntakeStore {
  /** No arrival lies before it, unless a hint or a sweep finds one of a transaction that has committed late. */
  #from = 0;

  constructor(
    private readonly database: Database,
    private readonly context: StoreContext,
    private readonly notifications: Notifications,
    /** Messages that gave way to others are leased to this broker. */
    private readonly overflowed: (rows: readonly Row[]) => Promise<void>,
  ) {}

  async open({ bodyBytesMax, onArrival }: Parameters<IntakeStore['open']>[0]): Promise<void> {
    await this.database.run(statements.limitIntake, [bodyBytesMax]);
    await this.notifications.listen('howdah_intake', (payload) => {
      this.#from = payload === null ? 0 : Math.min(this.#from, Number(payload) * hintedIds);
      onArrival();
    });
  }

  async move(judge: Judge): Promise<Intake> {
    const from = this.#from;
    // Hints that come meanwhile lower it: what they are about may not be seen by this move.
    this.#from = Infinity;
    let next = from;
    try {
      const moved = await this.database.with((connection) => this.#move(connection, from, judge));
      if (moved === null) return { outcome: 'busy', ...nothing };
      const { stored, placed, overflow, last, more } = moved;
      if (last === null) return { outcome: 'empty', ...nothing };
      next = last + 1;
      this.#announce(placed);
      if (overflow.length > 0) await this.overflowed(overflow);
      return { outcome: 'moved', more, stored };
    } finally {
      this.#from = Math.min(this.#from, next);
    }
  }

  async countRefused(vhost: string | null): Promise<RefusedPublications> {
    const [row] = await this.database.run(statements.countRefused, [vhost]);
    if (row === undefined) return { count: 0, newest: null };
    const { count, code, reason, refused_at: at } = row;
    const newest = { code: code as string, reason: reason as string, at: at as number };
    return { count: count as number, newest };
  }

  /** Frees what was moved. The next move looks from the start for transactions that have committed late. */
  async prune(): Promise<void> {
    this.#from = 0;
    await this.database.run(statements.pruneIntake, [slotBytes]);
  }

  /** Null while another broker moves. When its commit is not answered, whoever moves next finds what was not committed. */
  async #move(connection: Connection, from: number, judge: Judge) {
    await connection.execute('begin');
    const [turn] = await connection.run(statements.lockIntake, []);
    const rows = turn!['locked'] === true ? await take(connection, from) : [];
    if (rows.length === 0) {
      await connection.execute('rollback');
      return turn!['locked'] === true ? { last: null, more: false, stored: [], placed: [], overflow: [] } : null;
    }
    const arrivals = rows.map((row) => arrivalOf(row));
    const judgements = await judge(arrivals);
    const room = await QueueRoom.enter(connection, judgements.flatMap(insertOf), new Map());
    const { inserts, refused } = sort(arrivals, judgements, room);
    if (inserts.some(({ durable }) => durable)) this.context.replication.requireStandby();
    const seqs = await insertAll(connection, inserts, newFlushId(), this.context);
    for (const one of refused) await keep(connection, one);
    const overflow = await room.trim(connection, this.context.owner);
    await connection.execute('commit');
    const placed = inserts.map(({ placements }, i) => ({ placements, seq: seqs[i]! }));
    const more = (rows[0]!['found'] as number) === arrivalsMax || rows.length < (rows[0]!['found'] as number);
    return { last: arrivals.at(-1)!.id, more, stored: inserts, placed, overflow };
  }

  #announce(placed: readonly { readonly placements: Insert['placements']; readonly seq: Seq }[]): void {
    const ready = new Set<QueueId>();
    for (const { placements, seq } of placed) {
      for (const { queueId, availableAt } of placements) {
        if (availableAt !== null) continue;
        if (!ready.has(queueId)) this.context.madeReady(queueId, seq);
        ready.add(queueId);
      }
    }
    if (ready.size > 0) this.context.handoff.wake([...ready]);
  }
}

const take = (connection: Connection, from: number): Promise<Row[]> =>
  connection.run(statements.takeArrivals, [from, arrivalsMax, bytesMax]);

const arrivalOf = (row: Row): Taken => ({
  id: row['id'] as number,
  vhost: row['vhost'] as string,
  exchange: row['exchange'] as string,
  routingKey: row['routing_key'] as string,
  properties: row['properties'] as Arrival['properties'],
  headers: row['headers'] as Arrival['headers'],
  body: row['body'] as Buffer,
  role: row['role'] as string,
  at: row['at'] as number,
});

const insertOf = (judgement: Judgement): readonly Insert[] => (judgement.kind === 'store' ? [judgement.insert] : []);

/** A message goes into all of its queues or none, so that handing it in again doubles nothing. */
function sort(arrivals: readonly Taken[], judgements: readonly Judgement[], room: QueueRoom): Sorted {
  const inserts: Insert[] = [];
  const refused: Sorted['refused'][number][] = [];
  for (const [i, judgement] of judgements.entries()) {
    const arrival = arrivals[i]!;
    if (judgement.kind === 'refuse') refused.push({ arrival, error: judgement.error });
    if (judgement.kind !== 'store') continue;
    const { placements, message } = judgement.insert;
    const full = placements.filter((placement) => !room.admit(placement, message.body.length));
    if (full.length === 0) inserts.push(judgement.insert);
    else refused.push({ arrival, error: queueFull(full.map(({ queueId }) => queueId)) });
  }
  return { inserts, refused };
}

async function keep(connection: Connection, { arrival, error }: Sorted['refused'][number]): Promise<void> {
  const { id, vhost, exchange, routingKey, properties, headers, body, role, at } = arrival;
  const place = [id, vhost, exchange, routingKey, JSON.stringify(properties), JSON.stringify(headers), body, role];
  const instant = new Date(at).toISOString();
  await connection.run(statements.keepRefused, [...place, instant, error.code, error.message]);
}
