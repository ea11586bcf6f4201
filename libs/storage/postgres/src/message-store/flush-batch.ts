import type { Insert, QueueId } from '@howdah/core';
import { boolArray, int2Array, int4Array, int8Array, timestampArray } from '../wire/array-parameters.js';
import type { BindValue, BytesWriter } from '../wire/bind-message.js';
import { planContent } from './content.js';
import { NewRun } from './new-run.js';
import { Pack, type Planned } from './pack.js';

/** A flush takes one block of positions: howdah.message_seq's increment. */
const FLUSH_MESSAGES_MAX = 1024;
/** Larger flushes gain nothing and hold the lane longer; a single message may be larger. */
const FLUSH_BYTES_MAX = 4 * 1024 * 1024;

const SHELF_DURABLE = 0;
const SHELF_TRANSIENT = 1;
/** Priorities are 0 to 255. */
const PRIORITIES = 256;

/** The messages of one group commit and the runs over them. */
export class FlushBatch<T extends Insert> {
  readonly inserts: T[] = [];
  /** In order of their first message. */
  readonly runs: NewRun[] = [];
  readonly #planned: Planned[] = [];
  readonly #packs: Pack[] = [];
  /** The run that a queue's next message of a priority may join: only the newest, so that runs never overlap there. */
  readonly #open = new Map<number, NewRun>();
  #bytes = 0;

  /** False when the flush is full. */
  add(insert: T): boolean {
    const plan = planContent(insert.message);
    if (this.inserts.length > 0 && (this.inserts.length === FLUSH_MESSAGES_MAX || this.#bytes + plan.length > FLUSH_BYTES_MAX))
      return false;
    const position = this.inserts.length;
    this.inserts.push(insert);
    this.#planned.push({ message: insert.message, plan });
    this.#pack(position, insert.durable, plan.length);
    this.#bytes += plan.length;
    for (const placement of insert.placements) {
      const key = placement.queueId * PRIORITIES + placement.priority;
      let run = this.#open.get(key);
      if (run === undefined || !run.suits(placement, insert.durable)) {
        run = new NewRun(placement, insert.durable, position);
        this.#open.set(key, run);
        this.runs.push(run);
      }
      run.add(position, insert.message.body.length);
    }
    return true;
  }

  #pack(position: number, durable: boolean, contentBytes: number): void {
    const last = this.#packs.at(-1);
    if (last !== undefined && last.durable === durable && last.add(contentBytes)) return;
    this.#packs.push(new Pack(position, durable, contentBytes));
  }

  /** Nothing of it survives a crash of the database. */
  get transient(): boolean {
    return !this.inserts.some((insert) => insert.durable);
  }

  /** Marks runs, or the first part of them, as born leased where a consumer waits here with credit. */
  lease(reserve: (queueId: QueueId, count: number) => number): void {
    if (this.runs.some((run) => run.priority > 0)) this.runs.sort((a, b) => b.priority - a.priority || a.low - b.low);
    for (const run of [...this.runs]) {
      if (run.availableAt !== null) continue;
      const count = reserve(run.queueId, run.size);
      if (count === 0) continue;
      if (count < run.size) this.runs.push(run.splitAt(count));
      run.leased = true;
    }
  }

  /** Parameters 1 to 20 of insert_messages.sql. */
  parameters(): BindValue[] {
    const { runs } = this;
    const ranges = this.#ranges();
    return [
      ...this.#contents(),
      int4Array(runs.map((run) => run.queueId)),
      boolArray(runs.map((run) => run.durable)),
      int2Array(runs.map((run) => run.priority)),
      boolArray(runs.map((run) => run.leased)),
      int4Array(runs.map((run) => run.size)),
      int8Array(runs.map((run) => run.bytes)),
      int4Array(runs.map((run) => run.deadFrom)),
      timestampArray(runs.map((run) => run.availableAt)),
      timestampArray(runs.map((run) => run.expiresAt)),
      int4Array(runs.map((run) => run.low)),
      int4Array(runs.map((run) => run.high)),
      int4Array(ranges.runs),
      int4Array(ranges.lows),
      int4Array(ranges.highs),
    ];
  }

  /** Parameters 6 to 11 of insert_pack.sql; null when it is more than one durable pack and one plain run over it. */
  single(): BindValue[] | null {
    const [pack, anotherPack] = this.#packs;
    const [run, anotherRun] = this.runs;
    if (pack === undefined || run === undefined || anotherPack !== undefined || anotherRun !== undefined) return null;
    if (!pack.durable || !run.isPlain || run.size !== pack.count) return null;
    const content = { length: pack.length, writeTo: (target: Buffer, at: number) => pack.write(target, at, this.#planned) };
    return [content, run.queueId, run.size, run.priority, run.bytes, run.leased];
  }

  #contents(): [content: BytesWriter, offsets: Buffer, lengths: Buffer, firsts: Buffer, counts: Buffer, shelves: Buffer] {
    const packs = this.#packs;
    const offsets: number[] = [];
    let length = 0;
    for (const pack of packs) {
      offsets.push(length);
      length += pack.length;
    }
    return [
      { length, writeTo: (target, start) => packs.forEach((pack, i) => pack.write(target, start + offsets[i]!, this.#planned)) },
      int4Array(offsets),
      int4Array(packs.map((pack) => pack.length)),
      int4Array(packs.map((pack) => pack.first)),
      int2Array(packs.map((pack) => pack.count)),
      Buffer.from(packs.map((pack) => (pack.durable ? SHELF_DURABLE : SHELF_TRANSIENT))),
    ];
  }

  #ranges(): { runs: number[]; lows: number[]; highs: number[] } {
    const ranges = { runs: [] as number[], lows: [] as number[], highs: [] as number[] };
    this.runs.forEach((run, i) => {
      if (run.gaps === null) return;
      for (let g = 0; g < run.gaps.length; g += 2) {
        ranges.runs.push(i + 1);
        ranges.lows.push(run.gaps[g]!);
        ranges.highs.push(run.gaps[g + 1]!);
      }
    });
    return ranges;
  }
}
