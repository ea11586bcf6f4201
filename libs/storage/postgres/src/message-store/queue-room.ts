import type { Insert, LengthLimit, Placement, QueueId } from '@howdah/core';
import { statements } from '../statements.js';
import { int4Array } from '../wire/array-parameters.js';
import type { Connection, Row } from '../wire/database.js';

/** No single claim leases more runs than this. */
const runsMax = 10_000;
/** More than any queue holds. */
const everything = 2 ** 31 - 1;

interface Room {
  readonly limit: LengthLimit;
  messages: number;
  bytes: number;
  /** Messages that are handed over at once and never wait. */
  credit: number;
}

/** How full queues with limits are, for as long as a transaction holds their locks. */
export class QueueRoom {
  readonly #rooms = new Map<QueueId, Room>();

  /** `credit`: how many new messages of a queue consumers take at once. */
  static async enter(
    connection: Connection,
    inserts: readonly Insert[],
    credit: ReadonlyMap<QueueId, number>,
  ): Promise<QueueRoom> {
    const room = new QueueRoom();
    for (const { placements } of inserts) {
      for (const { queueId, limit } of placements) {
        if (limit !== null) room.#rooms.set(queueId, { limit, messages: 0, bytes: 0, credit: credit.get(queueId) ?? 0 });
      }
    }
    await room.#measure(connection);
    return room;
  }

  static async enterOne(connection: Connection, queueId: QueueId, limit: LengthLimit): Promise<QueueRoom> {
    const room = new QueueRoom();
    room.#rooms.set(queueId, { limit, messages: 0, bytes: 0, credit: 0 });
    await room.#measure(connection);
    return room;
  }

  /** Takes room for a message; false when the queue has none and refuses it. */
  admit({ queueId, availableAt }: Placement, bytes: number): boolean {
    const room = this.#rooms.get(queueId);
    if (room === undefined || availableAt !== null) return true;
    if (room.credit > 0) {
      room.credit--;
      return true;
    }
    if (room.limit.overflow === 'reject' && !fits(room, 1, bytes)) return false;
    room.messages++;
    room.bytes += bytes;
    return true;
  }

  /** Leases what is too much to `owner`, from the head. Rows as a claim gives them. */
  async trim(connection: Connection, owner: number): Promise<Row[]> {
    const leased: Row[] = [];
    for (const [queueId, room] of this.#rooms) {
      if (room.limit.overflow === 'reject' || fits(room, 0, 0)) continue;
      leased.push(...(await trimQueue(connection, queueId, room, owner)));
    }
    return leased;
  }

  async #measure(connection: Connection): Promise<void> {
    if (this.#rooms.size === 0) return;
    const queueIds = int4Array([...this.#rooms.keys()]);
    await connection.run(statements.lockLimits, [queueIds]);
    for (const row of await connection.run(statements.measureReady, [queueIds])) {
      const room = this.#rooms.get(row['queue_id'] as QueueId)!;
      room.messages = row['messages'] as number;
      room.bytes = row['bytes'] as number;
    }
  }
}

function fits({ limit, messages, bytes }: Room, more: number, moreBytes: number): boolean {
  return messages + more <= (limit.messages ?? Infinity) && bytes + moreBytes <= (limit.bytes ?? Infinity);
}

/** By number first, then by bytes as far as that was not enough. */
async function trimQueue(connection: Connection, queueId: QueueId, room: Room, owner: number): Promise<Row[]> {
  const { limit } = room;
  const tooMany = Math.max(0, room.messages - (limit.messages ?? Infinity));
  const counted = tooMany === 0 ? [] : await lease(connection, queueId, tooMany, Number.MAX_SAFE_INTEGER, owner);
  const freed = counted.reduce((sum, row) => sum + (row['bytes'] as number), 0);
  const tooLarge = Math.max(0, room.bytes - freed - (limit.bytes ?? Infinity));
  const sized = tooLarge === 0 ? [] : await lease(connection, queueId, everything, tooLarge, owner);
  return [...counted, ...sized];
}

async function lease(connection: Connection, queueId: QueueId, count: number, bytes: number, owner: number): Promise<Row[]> {
  const rows = await connection.run(statements.claimMessages, [queueId, count, bytes, owner, 0, runsMax, null]);
  return rows.filter((row) => row['id'] !== null).map((row) => ({ ...row, queue_id: queueId }));
}
