import type { Placement, QueueId } from '@howdah/core';

/** A placement without what its queue's limit may be; a run that is split has none at hand. */
type JoinedPlacement = Omit<Placement, 'limit'> & Partial<Pick<Placement, 'limit'>>;

/** A run that a group commit is about to make. Positions count from the flush's first message. */
export class NewRun {
  readonly queueId: QueueId;
  readonly durable: boolean;
  readonly priority: number;
  readonly availableAt: number | null;
  readonly expiresAt: number | null;
  readonly deadFrom: QueueId | null;
  low: number;
  high: number;
  size = 0;
  bytes = 0;
  /** Low and high of each range, alternating, once the run has gaps. */
  gaps: number[] | null = null;
  leased = false;

  constructor(placement: JoinedPlacement, durable: boolean, first: number) {
    this.queueId = placement.queueId;
    this.durable = durable;
    this.priority = placement.priority;
    this.availableAt = placement.availableAt;
    this.expiresAt = placement.expiresAt;
    this.deadFrom = placement.deadFrom;
    this.low = first;
    this.high = first;
  }

  /** Whether a message may join: all members share these. */
  suits(placement: JoinedPlacement, durable: boolean): boolean {
    return (
      // Where bytes are limited each run is one message, so that its bytes are known exactly when it gives way.
      (placement.limit?.bytes ?? null) === null &&
      this.durable === durable &&
      this.availableAt === placement.availableAt &&
      this.expiresAt === placement.expiresAt &&
      this.deadFrom === placement.deadFrom
    );
  }

  /** In one piece, ready at once, for good, and nobody's dead letters. */
  get isPlain(): boolean {
    return this.gaps === null && this.availableAt === null && this.expiresAt === null && this.deadFrom === null;
  }

  add(position: number, bytes: number): void {
    if (position !== this.high) {
      this.gaps ??= [this.low, this.high];
      this.gaps.push(position, position + 1);
    } else if (this.gaps !== null) this.gaps[this.gaps.length - 1] = position + 1;
    this.high = position + 1;
    this.size++;
    this.bytes += bytes;
  }

  /** Calls back with each position, in order. */
  each(visit: (position: number) => void): void {
    if (this.gaps === null) {
      for (let position = this.low; position < this.high; position++) visit(position);
      return;
    }
    for (let i = 0; i < this.gaps.length; i += 2) {
      for (let position = this.gaps[i]!; position < this.gaps[i + 1]!; position++) visit(position);
    }
  }

  /** Keeps the first `count` messages and returns a run of the others. */
  splitAt(count: number): NewRun {
    const head = new NewRun(this, this.durable, this.low);
    let tail: NewRun | null = null;
    const bytes = Math.floor(this.bytes / this.size);
    this.each((position) => {
      if (head.size < count) head.add(position, bytes);
      else (tail ??= new NewRun(this, this.durable, position)).add(position, bytes);
    });
    this.high = head.high;
    this.size = head.size;
    this.bytes = head.bytes;
    this.gaps = head.gaps;
    return tail!;
  }
}
