import type { Clock, Timer } from '../ports/clock.js';
import type { LeasedRun, StoredMessage } from '../ports/message-store.js';
import { firstSeqOf, lastSeqOf, mergeParts, partFrom, type RunPart } from './merge-runs.js';
import { Pace } from './pace.js';

/** Messages kept for consumers that have no credit yet, at most; and their bytes, about. */
const messagesMax = 2_000;
const bytesMax = 4 * 1024 * 1024;
/** They go back when consumers took nothing for so long, ms. */
const idleMs = 100;

interface ReadAheadContext {
  readonly clock: Clock;
  giveBack(run: LeasedRun, messages: readonly StoredMessage[]): void;
}

/**
 * Messages of a queue that are leased and in memory before a consumer has credit for them: as many as the consumers here took a moment ago.
 * Without it each claim waits for acknowledgments and each acknowledgment for a claim, and what is published faster than that is read back.
 * docs/adr/0019-reading-ahead.md
 */
export class ReadAhead {
  #parts: RunPart[] = [];
  /** Of the first part so many have been handed out: an acknowledgment makes room for one, and the others are not copied for that. */
  #handed = 0;
  #count = 0;
  #bytes = 0;
  readonly #pace = new Pace();
  /** Older messages may be ready: nothing is handed out until a claim has looked for them. */
  #waits = false;
  /** How often messages came back, and how many of these returns the claim under way can see. */
  #returns = 0;
  #returnsSeen = 0;
  #moves = false;
  #timer: Timer | null = null;

  constructor(
    /** So many have to be taken in a moment; null: nothing is kept. */
    public from: number | null,
    private readonly context: ReadAheadContext,
    private readonly onIdle: () => void,
  ) {}

  /** Messages. */
  get count(): number {
    return this.#count;
  }

  /** How many more may be kept now. */
  room(): number {
    if (this.from === null || this.#bytes >= bytesMax) return 0;
    const recent = this.#pace.recent(this.context.clock.now());
    return recent < this.from ? 0 : Math.max(0, Math.min(messagesMax, recent) - this.#count);
  }

  /** Consumers took so many. */
  note(count: number): void {
    if (count > 0) this.#moves = true;
    this.#pace.note(count, this.context.clock.now());
  }

  /** Behind what is kept already. */
  add(part: RunPart): void {
    this.#push(part);
    this.#timer ??= this.context.clock.after(idleMs, () => this.#check());
  }

  /** Messages of this queue are about to go back. */
  returning(): void {
    this.#returns++;
    this.#waits = this.#count > 0;
  }

  /** `seesReturns`: what went back before is there to be claimed. */
  claimBegins(seesReturns: boolean): void {
    if (seesReturns) this.#returnsSeen = this.#returns;
  }

  /** False when nothing of a claim needs to be kept; otherwise it is, in order with the rest. `isCut`: it left ready messages. */
  takeClaimed(parts: readonly RunPart[], isCut: boolean): boolean {
    const hasMissed = this.#returnsSeen !== this.#returns;
    if (this.from === null || (this.#count === 0 && !hasMissed)) return false;
    const keptUpTo = lastSeqOf(this.#parts);
    const all = keptUpTo < firstSeqOf(parts) ? parts : mergeParts([...this.takeAll(), ...parts]);
    for (const part of all) this.add(part);
    this.#waits = hasMissed || (isCut && lastSeqOf(parts) < keptUpTo);
    return true;
  }

  /** Hands out from the front; `hand` takes as many of a part as it can and says how many. What has expired goes back, to be ended. */
  drain(hand: (part: RunPart, from: number) => number): void {
    if (this.#count === 0 || this.#waits) return;
    const parts = this.#parts;
    let [from, count, bytes] = [this.#handed, this.#count, this.#bytes];
    // Nothing is here meanwhile: whoever takes or returns messages while they are handed out must not have these, too.
    this.#clear();
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!;
      const next = from + (this.#hasExpired(part) ? this.#return(part, from) : hand(part, from));
      count -= next - from;
      bytes -= bytesOf(part, from, next);
      if (next < part.messages.length) return this.#putBack(parts.slice(i), next, count, bytes);
      from = 0;
    }
  }

  takeAll(): RunPart[] {
    const [first, ...others] = this.#parts;
    const parts = first === undefined ? [] : [partFrom(first, this.#handed), ...others];
    this.#clear();
    return parts;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #push(part: RunPart): void {
    this.#parts.push(part);
    this.#count += part.messages.length;
    this.#bytes += bytesOf(part, 0, part.messages.length);
  }

  #putBack(parts: RunPart[], handed: number, count: number, bytes: number): void {
    this.#parts = [...parts, ...this.#parts];
    this.#handed = handed;
    this.#count += count;
    this.#bytes += bytes;
  }

  #clear(): void {
    this.#parts = [];
    this.#count = this.#bytes = this.#handed = 0;
  }

  #hasExpired({ run }: RunPart): boolean {
    return run.expiresAt !== null && run.expiresAt <= this.context.clock.now();
  }

  /** Returns how many went back. */
  #return(part: RunPart, from: number): number {
    const { run, messages } = partFrom(part, from);
    this.context.giveBack(run, messages);
    return messages.length;
  }

  #check(): void {
    this.#timer = null;
    if (this.#count === 0) return;
    if (!this.#moves) this.onIdle();
    this.#moves = false;
    if (this.#count > 0) this.#timer = this.context.clock.after(idleMs, () => this.#check());
  }
}

/** Of the messages from one index up to another. */
function bytesOf({ messages }: RunPart, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += messages[i]!.message.body.length;
  return sum;
}
