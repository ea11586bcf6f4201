import type { FrameWriter } from '../codec/frame-writer.js';
import type { LateWriter, Wire } from '../connection/wire.js';

type Verdict = 'ack' | 'nack';

/**
 * Tells a publisher what became of its messages, in the order of their numbers, so that one `multiple` covers as many as possible
 * (clause 8.3). Messages of a channel are committed in order: waiting for an earlier one costs next to nothing.
 */
export class Confirms implements LateWriter {
  /** The number of the next message. */
  #next = 1;
  /** All up to this one have a verdict. */
  #settled = 0;
  /** All up to this one have been told. */
  #told = 0;
  /** Verdicts of later messages than the first that has none. */
  readonly #early = new Map<number, Verdict>();
  /** Not yet told, among those up to `#settled`. */
  #nacked: number[] = [];
  #isStopped = false;
  /** It will be asked for what it has to say. */
  #isAnnounced = false;

  constructor(
    private readonly channel: number,
    private readonly wire: Wire,
  ) {}

  /** Numbers a message as it is published. */
  number(): number {
    return this.#next++;
  }

  get outstanding(): number {
    return this.#next - 1 - this.#settled;
  }

  settle(number: number, verdict: Verdict): void {
    if (number !== this.#settled + 1) {
      this.#early.set(number, verdict);
      return;
    }
    this.#advance(verdict);
    while (this.#early.size > 0) {
      const early = this.#early.get(this.#settled + 1);
      if (early === undefined) break;
      this.#early.delete(this.#settled + 1);
      this.#advance(early);
    }
    this.#announce();
  }

  #announce(): void {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    this.wire.writeLate(this);
  }

  /** The channel is closed: nobody is told anything any more. */
  stop(): void {
    this.#isStopped = true;
  }

  writeLate(out: FrameWriter): void {
    this.#isAnnounced = false;
    if (this.#isStopped) return;
    for (const number of this.#nacked) {
      this.#tellAcks(out, number - 1);
      out.method(this.channel, 'basic.nack', { deliveryTag: number, multiple: false, requeue: false });
      this.#told = number;
    }
    this.#nacked = [];
    this.#tellAcks(out, this.#settled);
  }

  #advance(verdict: Verdict): void {
    this.#settled++;
    if (verdict === 'nack') this.#nacked.push(this.#settled);
  }

  #tellAcks(out: FrameWriter, upTo: number): void {
    if (upTo <= this.#told) return;
    out.ack(this.channel, upTo, upTo - this.#told > 1);
    this.#told = upTo;
  }
}
