import { toBrokerError } from '../errors.js';
import type { Claim, LeasedRun } from '../ports/message-store.js';
import type { Timer } from '../ports/clock.js';
import type { QueueTraffic } from '../statistics/traffic.js';
import type { Queue } from '../topology/model.js';
import { ConsumerGroup, type ConsumerSlot } from './consumer-slot.js';
import { HandOver } from './hand-over.js';
import { HeldRuns } from './held-runs.js';
import { lastSeq, mergeParts, partFrom, splitRuns, wholeRun, type RunPart } from './merge-runs.js';
import type { PumpContext } from './pump-context.js';
import { claimCountMax, claimBytesMax, worthClaiming, lingerMs, backOffMs, failureBackOffMs } from './pump-limits.js';
import type { PumpRules } from './pump-rules.js';
import type { PumpState } from './pump-state.js';
import { ReadAhead } from './read-ahead.js';

/** Moves the messages of one queue to its consumers on this broker, as many as they have credit for. */
export class QueuePump {
  readonly #group = new ConsumerGroup();
  readonly #held = new HeldRuns();
  readonly #ahead: ReadAhead;
  readonly #handOver: HandOver;
  /** Other brokers' and older messages may be ready, and this broker's commits are not to be overtaken. */
  #state: PumpState = 'behind';
  /** Credit promised to messages that are being committed. */
  #reserved = 0;
  /**
   * Of these, the ones promised while the queue was drained: they are handed over as they come. Later ones are promised
   * only when these have come, so that the two can be told apart.
   */
  #early = 0;
  /** Credit that the claim under way may use. */
  #claiming = 0;
  /** Messages that no consumer has had went back since the claim under way began. */
  #isOvertaken = false;
  /** The queue was woken since the claim under way began. */
  #wokenSince = false;
  /** Messages that had to queue up and may not be committed yet: their epoch and how many they are. */
  #refusedAt: number | null;
  #refusedCount = 0;
  /** The epoch of messages on their way back to the queue: what is newer is not claimed before they are there. */
  #returningAt: number | null = null;
  /** The epoch whose end is waited for, and how many messages that credit is kept for. */
  #awaited = -1;
  #expected = 0;
  /**
   * No claim was answered yet. Most queues are empty when their first consumer comes: the first claim awaits commits, so that what is
   * published meanwhile, with a time to live of 0 too, is born leased.
   */
  #isFirstClaim = true;
  #timer: Timer | null = null;
  /** Resolves when the claim under way has ended, and what nobody takes of it is on its way back. */
  claimEnded: Promise<void> = Promise.resolve();

  constructor(
    readonly queue: Queue,
    private rules: PumpRules,
    traffic: QueueTraffic,
    private readonly context: PumpContext,
  ) {
    this.#refusedAt = context.barrier.now;
    this.#ahead = new ReadAhead(rules.readsAheadFrom, context, () => this.#recallIdle());
    this.#handOver = new HandOver(this.#group, traffic, context, (count) => this.#ahead.note(count));
  }

  /** The topology has changed. */
  obey(rules: PumpRules): void {
    this.rules = rules;
    this.#ahead.from = rules.readsAheadFrom;
    if (rules.readsAheadFrom === null) this.recall();
    if (this.#group.pause(rules.isPaused)) this.wake();
  }

  get consumers(): readonly ConsumerSlot[] {
    return this.#group.all;
  }

  add(slot: ConsumerSlot): void {
    // What was ready before the second consumer came is the first one's, as far as it has credit.
    const isFirstClaimUnderWay = this.#isFirstClaim && (this.#state === 'awaiting-commits' || this.#state === 'catching-up');
    this.#group.add(slot, isFirstClaimUnderWay);
    this.signal();
  }

  remove(slot: ConsumerSlot): void {
    this.#group.remove(slot);
    if (this.#group.size === 0) this.#close();
  }

  /** Capacity has grown. */
  signal(): void {
    this.#handAhead();
    if (this.#state === 'behind' || this.#state === 'lingering') this.#claimIfWorthwhile();
  }

  /** Ready messages may wait. */
  wake(): void {
    switch (this.#state) {
      case 'drained':
        return this.#claimLast();
      case 'claiming':
      case 'catching-up':
        this.#wokenSince = true;
        return;
      case 'backing-off':
        return this.#resume();
      default:
        return this.signal();
    }
  }

  // ── births ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** How many of `count` messages that are about to be committed may be born leased. */
  reserve(count: number): number {
    const taken = this.#share(count);
    this.#reserved += taken;
    if (taken < count) this.#refuse(count - taken);
    return taken;
  }

  /** `count` messages are about to be ready again. */
  returning(count: number): void {
    this.#returningAt = this.context.barrier.now;
    this.#ahead.returning();
    this.#refuse(count);
  }

  deliver(run: LeasedRun): void {
    const count = run.messages.length;
    this.#reserved -= count;
    if (this.#state === 'closed' || this.#held.rejects(count)) return this.#giveBack(wholeRun(run));
    if (this.#early === 0 && (this.#state === 'awaiting-commits' || this.#state === 'catching-up')) return this.#held.add(run);
    this.#early = Math.max(0, this.#early - count);
    this.#hand(wholeRun(run));
  }

  /** Reserved credit that is not used. */
  cancel(count: number): void {
    this.#reserved -= count;
    if (!this.#held.rejects(count)) this.#early = Math.max(0, this.#early - count);
    this.signal();
  }

  /** The leases of this broker are lost: what it held back is another's now. */
  fenced(): void {
    this.#held.take();
    this.#ahead.takeAll();
  }

  /** Messages that are leased and that no consumer has. */
  get aheadCount(): number {
    return this.#ahead.count;
  }

  /** Gives those back to the queue, and what would come behind them. */
  recall(): void {
    if (this.#ahead.count === 0) return;
    const kept = this.#ahead.takeAll();
    const held = this.#held.takeAndReject(this.#reserved - this.#held.rejected);
    this.#early = 0;
    for (const part of [...kept, ...held.map(wholeRun)]) this.#giveBack(part);
  }

  /** Messages of this broker are about to be committed as ready: nothing newer may overtake them. */
  #refuse(count: number): void {
    this.#refusedAt = this.context.barrier.now;
    this.#refusedCount += count;
    if (this.#state === 'drained') this.#endOfQueue();
  }

  #share(count: number): number {
    const room = this.#room();
    switch (this.#state) {
      case 'drained':
        return this.#held.rejected > 0 ? 0 : Math.max(0, Math.min(count, room));
      case 'awaiting-commits':
      case 'catching-up':
        // All or nothing: a claim under way could see the second part of a commit before the first has been handed over.
        return this.#refusedAt === null && this.#early + this.#held.rejected === 0 && count <= room ? count : 0;
      default:
        return 0;
    }
  }

  #credit(): number {
    return this.#group.capacity() - this.#reserved - this.#held.count - this.#claiming - this.#expected;
  }

  /** Credit, and what may be kept ahead of it. */
  #room(): number {
    return this.#credit() + this.#ahead.room();
  }

  // ── claims ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #claimIfWorthwhile(): void {
    const room = this.#room();
    if (room <= 0) this.#awaitCredit();
    else if (this.#isFirstClaim) this.#awaitCommits();
    else if (room >= worthClaiming || room >= this.#group.unsettledCount()) this.#claim('claiming', room);
    else if (this.#state === 'behind') this.#enter('lingering', lingerMs, () => this.#claim('claiming', this.#room()));
  }

  /**
   * The claim that finds what is ready before the messages that are born leased meanwhile. It leaves credit to them, or
   * under a steady load they would queue up and make the next claim necessary, for ever. The first claim may find a backlog, which
   * the first consumer gets as far as it has credit.
   */
  #claimLast(): void {
    const expected = this.#expected;
    this.#expected = 0;
    const room = this.#room();
    const share = this.#isFirstClaim ? room : Math.max(expected, Math.ceil(room / 2));
    if (room > 0) return this.#claim('catching-up', Math.min(room, share));
    this.#giveBackHeld();
    this.#awaitCredit();
  }

  #awaitCredit(): void {
    this.#enter('behind');
    if (this.#group.admitLatecomers()) this.#claimIfWorthwhile();
  }

  #claim(state: 'claiming' | 'catching-up', room: number): void {
    if (room <= 0) return this.#awaitCredit();
    if (state === 'claiming' && this.#mustAwaitReturns()) return this.#awaitCommits();
    const count = Math.min(room, claimCountMax);
    this.#forgetEndedRefusals();
    this.#ahead.claimBegins(!this.#mustAwaitReturns());
    this.#enter(state);
    this.#claiming = count;
    this.#wokenSince = false;
    this.claimEnded = this.context.store
      .claimMessages(this.queue.id, { count, bytes: claimBytesMax, inOrder: this.rules.inOrder })
      .then((claim) => this.#claimed(claim))
      .catch((error: unknown) => this.#claimFailed(error));
  }

  #claimed(claim: Claim): void {
    this.#claiming = 0;
    if (this.#state === 'closed') return claim.runs.forEach((run) => this.#giveBack(wholeRun(run)));
    if (this.#isOvertaken) return this.#startOver(claim);
    // Nothing was ready before the latecomers came.
    if (claim.runs.length === 0) this.#endFirstClaim();
    const { isCut } = claim;
    const parts = this.#withHeld(claim.runs, isCut);
    if (this.#ahead.takeClaimed(parts, isCut)) this.#handAhead();
    else for (const part of parts) this.#hand(part);
    this.#endFirstClaim();
    this.#next(isCut, claim.more && claim.runs.length === 0);
  }

  /** What goes back meanwhile lies before what was claimed, perhaps; so all of it goes back, and is claimed in order. */
  #startOver({ runs }: Claim): void {
    this.#isOvertaken = false;
    for (const run of runs) this.#giveBack(wholeRun(run));
    this.#giveBackHeld();
    this.#endFirstClaim();
    this.#awaitCommits();
  }

  #endFirstClaim(): void {
    this.#isFirstClaim = false;
    if (this.#group.admitLatecomers()) this.#handAhead();
  }

  /** What was held takes its place among what was claimed; behind the point where the claim was cut it has to queue up. */
  #withHeld(claimed: readonly LeasedRun[], isCut: boolean): readonly RunPart[] {
    const parts = claimed.map(wholeRun);
    if (this.#held.count === 0 && !isCut) return parts;
    const { before, after } = splitRuns(this.#takeHeld(isCut), isCut ? lastSeq(claimed) : Infinity);
    for (const part of after) this.#giveBack(part);
    return before.length === 0 ? parts : mergeParts([...parts, ...before]);
  }

  /** After a claim: `isCut` when messages lie behind it, `isContended` when others hold what is left. */
  #next(isCut: boolean, isContended: boolean): void {
    if (isContended) return this.#backOff(backOffMs);
    if (!isCut) return this.#endOfQueue();
    this.#enter('behind');
    this.#claimIfWorthwhile();
  }

  /** Nothing is ready but, perhaps, what this broker is just committing and what it was woken for. */
  #endOfQueue(): void {
    if (this.#refusedAt !== null) return this.#awaitCommits();
    this.#enter('drained');
    if (this.#wokenSince) {
      this.#wokenSince = false;
      this.#claimLast();
    }
  }

  /** Something older is on its way back, or will be as soon as its commit returns: what is newer is not claimed before it. */
  #mustAwaitReturns(): boolean {
    return this.#held.rejected > 0 || (this.#returningAt !== null && !this.context.barrier.hasEnded(this.#returningAt));
  }

  #awaitCommits(): void {
    const epoch = this.#refusedAt ?? this.context.barrier.now;
    this.#expected = this.#refusedCount;
    this.#refusedAt = null;
    this.#refusedCount = 0;
    this.#awaited = epoch;
    this.#enter('awaiting-commits');
    this.context.barrier.after(epoch, () => this.#commitsEnded(epoch));
  }

  #commitsEnded(epoch: number): void {
    if (this.#state !== 'awaiting-commits' || epoch !== this.#awaited) return;
    if (this.#mustAwaitReturns()) this.#awaitCommits();
    else this.#claimLast();
  }

  /** Only as a claim begins: a commit that ends during one may be too late for it. */
  #forgetEndedRefusals(): void {
    if (this.#refusedAt === null || !this.context.barrier.hasEnded(this.#refusedAt)) return;
    this.#refusedAt = null;
    this.#refusedCount = 0;
  }

  #claimFailed(thrown: unknown): void {
    this.#claiming = 0;
    this.#isOvertaken = false;
    if (this.#state === 'closed') return;
    this.context.log.warn('claiming messages failed', {
      queue: this.queue.name,
      vhost: this.queue.vhost,
      error: toBrokerError(thrown),
    });
    this.#giveBackHeld();
    this.#group.admitLatecomers();
    this.#backOff(failureBackOffMs);
  }

  #backOff(ms: number): void {
    this.#enter('backing-off', ms, () => this.#resume());
  }

  #resume(): void {
    this.#enter('behind');
    this.#claimIfWorthwhile();
  }

  // ── hand-over ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** To consumers, and what they have no credit for is kept until they have. */
  #hand(part: RunPart): void {
    const taken = this.#ahead.count > 0 ? 0 : this.#handFrom(part, 0);
    if (taken === part.messages.length) return;
    const rest = partFrom(part, taken);
    if (this.rules.readsAheadFrom === null) this.#giveBack(rest);
    else this.#ahead.add(rest);
  }

  readonly #handFrom = (part: RunPart, from: number): number => this.#handOver.hand(part, from, this.rules.deliveryLimit);

  #handAhead(): void {
    this.#ahead.drain(this.#handFrom);
  }

  /** A claim under way would not see what goes back meanwhile. */
  #recallIdle(): void {
    if (this.#claiming === 0) this.recall();
  }

  /** What no consumer has had: a claim under way may not see it, and something newer instead. */
  #giveBack({ run, messages }: RunPart): void {
    this.#isOvertaken ||= this.#claiming > 0;
    this.context.giveBack(run, messages);
  }

  /** What the held messages had to wait for cannot be delivered before them: they queue up behind it. */
  #giveBackHeld(): void {
    for (const run of this.#takeHeld(true)) this.#giveBack(wholeRun(run));
  }

  /** `isEarly`: too early for those that are on their way, too. */
  #takeHeld(isEarly: boolean): LeasedRun[] {
    const holds = this.#state === 'awaiting-commits' || this.#state === 'catching-up';
    return holds && isEarly ? this.#held.takeAndReject(this.#reserved - this.#early - this.#held.rejected) : this.#held.take();
  }

  #close(): void {
    this.#enter('closed');
    for (const run of this.#held.take()) this.#giveBack(wholeRun(run));
    this.recall();
    this.#ahead.stop();
  }

  #enter(state: PumpState, ms?: number, call?: () => void): void {
    this.#timer?.cancel();
    this.#timer = ms === undefined || call === undefined ? null : this.context.clock.after(ms, call);
    if (this.#state === 'closed') return;
    if (this.#state === 'drained') this.#early = this.#reserved - this.#held.rejected;
    if (state === 'drained') this.#early = 0;
    this.#state = state;
  }
}
