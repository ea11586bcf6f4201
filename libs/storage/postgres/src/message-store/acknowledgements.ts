import type { DeliveryRef, OwnerId, Seq } from '@howdah/core';
import { int4Array, int8Array } from '../wire/array-parameters.js';
import type { Database } from '../wire/database.js';
import { statements } from '../statements.js';
import type { HeldRuns } from './held-runs.js';
import { deliveryParameters } from './delivery-parameters.js';
import { LocalRun } from './local-run.js';
import { rangesOf } from './ranges.js';
import { RunKeys } from './run-keys.js';

/** An ack is durable this long after it was accepted at the latest, unless the database is away. */
const FLUSH_MS = 20;

/**
 * Acks gather here. A run whose messages are all acknowledged is deleted by the next group commit on any lane; when none
 * comes along, and for runs that still owe messages, a timer flushes. Every statement is fenced by the owner and may be
 * repeated.
 */
export class Acknowledgements {
  #finished = new RunKeys();
  #partial = new Set<LocalRun>();
  /**
   * A statement is taking messages out of them. No group commit deletes them meanwhile: two statements that lock several
   * runs, each in an order of its own, deadlock, and Postgres looks for that once a second only.
   */
  readonly #shrinking = new Set<LocalRun>();
  /** Under leases of receivers, or of this broker before it was fenced. */
  #foreign: DeliveryRef[] = [];
  /** A statement broke off after it may have committed, and perhaps without waiting for a standby. */
  #isInDoubt = false;
  #scheduled = false;
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly owner: () => OwnerId,
    private readonly held: HeldRuns,
  ) {}

  ack({ lease, seq }: DeliveryRef): void {
    if (lease instanceof LocalRun && lease.owner === this.owner()) this.#ackLocal(lease, seq);
    else this.#foreign.push({ lease, seq });
    this.#schedule(FLUSH_MS);
  }

  #ackLocal(run: LocalRun, seq: Seq): void {
    if (run.settle(1)) return this.#finish(run);
    run.keepAcked(seq);
    this.#partial.add(run);
  }

  /** Messages of the run left it by another way than an ack. */
  settledElsewhere(run: LocalRun, count: number): void {
    if (!run.settle(count)) return;
    // Without acks the settlement itself has deleted the stored run.
    if (!run.hasAcked) return this.held.delete(run);
    this.#finish(run);
    this.#schedule(FLUSH_MS);
  }

  #finish(run: LocalRun): void {
    this.held.delete(run);
    this.#partial.delete(run);
    if (!this.#shrinking.has(run)) this.#finished.add(run);
  }

  /** Finished runs for a group commit to delete; `restore` them when it fails. */
  takeFinished(): RunKeys {
    const taken = this.#finished;
    this.#finished = new RunKeys();
    return taken;
  }

  restore(keys: RunKeys): void {
    this.#finished.addAll(keys);
    this.#schedule(FLUSH_MS);
  }

  /** The leases are gone, and with them whatever was acknowledged under them. */
  forget(): void {
    this.#finished = new RunKeys();
    this.#partial.clear();
    this.#shrinking.clear();
  }

  /** Resolves when every ack accepted so far is committed. */
  async flush(): Promise<void> {
    await this.#flushing;
    await this.#flush();
  }

  #schedule(ms: number): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => this.#tick(), ms);
  }

  #tick(): void {
    this.#scheduled = false;
    this.#flushing = this.#flushing.then(() =>
      this.#flush().catch(() => {
        this.#schedule(FLUSH_MS * 10);
      }),
    );
  }

  async #flush(): Promise<void> {
    try {
      await this.#flushFinished();
      await this.#flushPartial();
      await this.#flushForeign();
      await this.#resolveDoubt();
    } catch (error) {
      this.#isInDoubt = true;
      throw error;
    }
  }

  /** What had been committed before was not there to be repeated, and a statement that changes nothing waits for no standby. */
  async #resolveDoubt(): Promise<void> {
    if (!this.#isInDoubt) return;
    await this.database.run(statements.commitAgain, []);
    this.#isInDoubt = false;
  }

  async #flushFinished(): Promise<void> {
    const keys = this.takeFinished();
    if (keys.runIds.length === 0) return;
    try {
      await this.database.run(statements.finishRuns, [int8Array(keys.runIds), int4Array(keys.queueIds), this.owner()]);
    } catch (error) {
      this.restore(keys);
      throw error;
    }
  }

  async #flushForeign(): Promise<void> {
    const taken = this.#foreign;
    if (taken.length === 0) return;
    this.#foreign = [];
    try {
      await this.database.run(statements.settleMessages, deliveryParameters(taken));
    } catch (error) {
      this.#foreign = taken.concat(this.#foreign);
      throw error;
    }
  }

  async #flushPartial(): Promise<void> {
    if (this.#partial.size === 0) return;
    const taken = [...this.#partial].map((run) => ({ run, acked: run.takeAcked() }));
    this.#partial.clear();
    for (const { run } of taken) this.#shrinking.add(run);
    const rows = taken.flatMap(({ run, acked }) => rangesOf(acked).map((range) => ({ run, ...range })));
    try {
      await this.database.run(statements.ackMessages, [
        int8Array(rows.map((row) => row.run.runId)),
        int4Array(rows.map((row) => row.run.queueId)),
        int8Array(rows.map((row) => row.low)),
        int8Array(rows.map((row) => row.high)),
        this.owner(),
      ]);
    } catch (error) {
      for (const { run, acked } of taken) {
        for (const seq of acked) run.keepAcked(seq);
        if (!run.finished) this.#partial.add(run);
      }
      throw error;
    } finally {
      for (const { run } of taken) if (this.#shrinking.delete(run) && run.finished) this.#finished.add(run);
    }
  }
}
