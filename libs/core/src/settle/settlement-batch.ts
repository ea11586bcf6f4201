import { Batches } from '../batches.js';
import { toBrokerError, type BrokerError } from '../errors.js';
import type { CommitBarrier } from '../deliver/commit-barrier.js';
import { expectTimes, type TimeWatcher } from '../publish/expect-times.js';
import type { Clock } from '../ports/clock.js';
import type { Log } from '../ports/log.js';
import type { MessageStore, Placement, QueueId, Settlement, SettleResult } from '../ports/message-store.js';

const settlementsPerCommitMax = 500;
const retryMs = { first: 50, max: 2_000 };

/** Who wants to know what a commit did to queues. */
export interface QueueWatcher extends TimeWatcher {
  /** `count` messages are about to be ready again in this queue. */
  returning(queueId: QueueId, count: number): void;
  wake(queueIds: readonly QueueId[]): void;
  /** Messages went back to these queues, or came to them by dead-lettering. Resolves when what was too many is taken out; never rejects. */
  returned(queueIds: readonly QueueId[]): Promise<void>;
}

interface Waiting {
  readonly settlement: Settlement;
  /** Of the commit barrier. */
  readonly epoch: number;
  resolve(result: SettleResult): void;
  reject(error: BrokerError): void;
}

/**
 * Gathers settlements other than ack into transactions, one after another. A transaction that failed for the moment is
 * repeated until it succeeds or the broker stops: a settlement is fenced by its lease, so a repetition changes nothing twice.
 */
export class SettlementBatch {
  readonly #batches = new Batches<Waiting>((batch) => this.#commit(batch), settlementsPerCommitMax);
  #repeats: 'until-committed' | 'never' = 'until-committed';

  constructor(
    private readonly store: MessageStore,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly barrier: CommitBarrier,
    private readonly watcher: QueueWatcher,
  ) {}

  /** Resolves after the commit; rejects with a BrokerError when it cannot be made. */
  add(settlement: Settlement): Promise<SettleResult> {
    // First: whoever hears of it waits for this commit, too.
    const epoch = this.barrier.enter();
    if (isReadyAgain(settlement)) this.watcher.returning(settlement.delivery.lease.queueId, 1);
    return new Promise((resolve, reject) => this.#batches.add({ settlement, epoch, resolve, reject }));
  }

  /** No more repetitions: what cannot be committed now is left to the end of the leases. */
  stop(): void {
    this.#repeats = 'never';
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#persist(batch.map(({ settlement }) => settlement));
      batch.forEach((waiting, index) => waiting.resolve(results[index] ?? 'lease_lost'));
    } catch (thrown) {
      for (const waiting of batch) waiting.reject(toBrokerError(thrown));
    }
    await announce(
      batch.map(({ settlement }) => settlement),
      this.watcher,
    );
    // Not before: whoever looks into the queue after a return finds no more than its limit there.
    for (const { epoch } of batch) this.barrier.leave(epoch);
  }

  async #persist(settlements: readonly Settlement[]): Promise<readonly SettleResult[]> {
    for (let waitMs = retryMs.first; ; waitMs = Math.min(waitMs * 2, retryMs.max)) {
      try {
        const result = await this.store.transact({
          lane: null,
          inserts: [],
          settlements,
          idempotencyKey: null,
          response: null,
        });
        return result.settlements;
      } catch (thrown) {
        const error = toBrokerError(thrown);
        if (!error.retryable || this.#repeats === 'never') throw error;
        this.log.warn('settling messages failed; trying again', { count: settlements.length, waitMs, error });
        await new Promise<void>((resolve) => this.clock.after(waitMs, resolve));
      }
    }
  }
}

/** Tells after the commit which queues have ready messages now and when the next ones are due. Resolves when none has too many. */
export async function announce(settlements: readonly Settlement[], watcher: QueueWatcher): Promise<void> {
  const queueIds = new Set<QueueId>();
  for (const settlement of settlements) {
    if (isReadyAgain(settlement)) queueIds.add(settlement.delivery.lease.queueId);
    expectTimes(watcher, timesOf(settlement));
    if (settlement.kind === 'dead-letter') for (const { queueId } of settlement.copy?.placements ?? []) queueIds.add(queueId);
  }
  if (queueIds.size === 0) return;
  watcher.wake([...queueIds]);
  await watcher.returned([...queueIds]);
}

function timesOf(settlement: Settlement): readonly Pick<Placement, 'availableAt' | 'expiresAt'>[] {
  if (settlement.kind === 'ack') return [];
  if (settlement.kind === 'dead-letter') return settlement.copy?.placements ?? [];
  return [{ availableAt: settlement.availableAt, expiresAt: settlement.run.expiresAt }];
}

function isReadyAgain(settlement: Settlement): boolean {
  return settlement.kind === 'return' && settlement.availableAt === null;
}
