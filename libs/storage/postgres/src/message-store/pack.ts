import type { Message } from '@howdah/core';
import { writeContent, type ContentPlan } from './content.js';

/**
 * Neighbouring messages of one commit in one row of the log, `howdah.message`: the page that the row fills is written, logged and found once
 * for all of them (docs/adr/0040-packs.md). A pack of one is the content alone, as content.ts writes it; of more:
 *
 *   0  u8   format version, which tells it from a single content
 *   1  u8   0
 *   2  u16  how many
 *   4  u32  for each, where its content ends, from the start of the first one
 *           the contents, one behind the other
 *
 * howdah.pack_content() in the migrations reads it too.
 */
const VERSION = 2;
const FIXED = 4;
const EACH = 4;

/** What a page of Postgres has room for, less the headers of page and row and the other columns; larger rows are cut into pieces of 2 kB. */
const PACK_BYTES_MAX = 8_080;

/** A message and how its content is written. */
export interface Planned {
  readonly message: Message;
  readonly plan: ContentPlan;
}

/** A pack that is being filled. */
export class Pack {
  count = 1;
  /** Bytes when it is written. */
  length: number;
  #contentBytes: number;

  constructor(
    /** Position of its first message within the flush. */
    readonly first: number,
    readonly durable: boolean,
    contentBytes: number,
  ) {
    this.#contentBytes = this.length = contentBytes;
  }

  /** Takes the next message; false when it has no room for it. */
  add(contentBytes: number): boolean {
    const all = this.#contentBytes + contentBytes;
    const length = FIXED + EACH * (this.count + 1) + all;
    if (length > PACK_BYTES_MAX) return false;
    this.count++;
    this.#contentBytes = all;
    this.length = length;
    return true;
  }

  /** The target has room for `length` bytes at `start`. */
  write(target: Buffer, start: number, flush: readonly Planned[]): void {
    let at = this.count === 1 ? start : this.#writeDirectory(target, start, flush);
    for (let i = this.first; i < this.first + this.count; i++) {
      const { message, plan } = flush[i]!;
      writeContent(message, plan, target, at);
      at += plan.length;
    }
  }

  #writeDirectory(target: Buffer, start: number, flush: readonly Planned[]): number {
    target[start] = VERSION;
    target[start + 1] = 0;
    let at = target.writeUInt16BE(this.count, start + 2);
    let end = 0;
    for (let i = this.first; i < this.first + this.count; i++) {
      end += flush[i]!.plan.length;
      at = target.writeUInt32BE(end, at);
    }
    return at;
  }
}

/** The contents of a pack in order, as views of it. */
export function contentsOf(pack: Buffer): readonly Buffer[] {
  if (pack[0] !== VERSION) return [pack];
  const count = pack.readUInt16BE(2);
  const contents: Buffer[] = [];
  const first = FIXED + EACH * count;
  let start = first;
  for (let i = 0; i < count; i++) {
    const end = first + pack.readUInt32BE(FIXED + EACH * i);
    contents.push(pack.subarray(start, end));
    start = end;
  }
  return contents;
}
