import type { BrokerCounters } from '../statistics/statistics-api.js';
import type { CommitBarrier } from '../deliver/commit-barrier.js';
import type { Pumps } from '../deliver/pumps.js';
import type { Queues } from '../deliver/queues.js';
import type { OperationRunner } from '../operations/operation-runner.js';
import type { IntakeMover } from '../intake/intake-mover.js';
import type { HistoryKeeper } from '../history/history-keeper.js';
import type { Clock } from '../ports/clock.js';
import type { Log } from '../ports/log.js';
import type { MessageStore } from '../ports/message-store.js';
import type { Deliveries } from '../settle/deliveries.js';
import type { SettlementBatch } from '../settle/settlement-batch.js';
import type { Settlements } from '../settle/settlements.js';
import type { Traffic } from '../statistics/traffic.js';
import { resumeQueues, type ResumeContext } from './resume-queues.js';
import { Duty, type DutyDefinition } from './duty.js';
import { expireMessages } from './expire.js';
import type { ReplicationWatch } from './replication-watch.js';
import { sweepAckTimeouts } from './ack-timeouts.js';
import {
  createUnknownsSweep,
  expireQueues,
  restorePresence,
  sweepOrphans,
  type PresenceDutiesContext,
} from './presence-duties.js';

export interface UpkeepContext extends PresenceDutiesContext, ResumeContext {
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly barrier: CommitBarrier;
  readonly pumps: Pumps;
  readonly queues: Queues;
  readonly deliveries: Deliveries;
  readonly settlements: Settlements;
  readonly batch: SettlementBatch;
  readonly traffic: Traffic;
  readonly counters: BrokerCounters;
  readonly historyKeeper: HistoryKeeper;
  readonly replication: ReplicationWatch;
  readonly mover: IntakeMover;
  /** Reads topology and permissions again when another broker has changed them. */
  refresh(): Promise<void>;
  /** Cancels consumers whose queue is gone or may no longer be read, if anything has changed. */
  revise(): void;
}

const dueMessagesPerRun = 1_000;
/** Of a duty that runs when something else asks for it. */
const unaskedMs = 3_600_000;
const dueMs = { soonest: 20, latest: 500 };

export interface Duties {
  readonly all: readonly Duty[];
  /** Takes up operations; hastened when there is a new one. */
  readonly operations: Duty;
  /** Releases due messages; hastened when one is known to become due. */
  readonly due: Duty;
  /** Deletes queues that expire; hastened when one may have been unused for long enough. */
  readonly unused: Duty;
  /** Ends expired messages; hastened when one is known to expire. */
  readonly expiring: Duty;
  /** Moves what transactions have published; hastened when something arrives. */
  readonly moving: Duty;
}

/** Everything that is done now and then, each with its interval in ms. */
export function createDuties(context: UpkeepContext & { readonly runner: OperationRunner }): Duties {
  const { store, clock, log, traffic, runner } = context;

  const every = (ms: number, name: string, run: () => unknown): Duty =>
    newDuty({ name, firstMs: ms, retryMs: ms, run: async () => (await run(), ms) });
  const newDuty = (definition: DutyDefinition): Duty => new Duty(definition, clock, log);

  const due = newDuty({
    name: 'releasing due messages',
    firstMs: 0,
    retryMs: dueMs.latest,
    run: () => releaseDueMessages(context),
  });
  const unused = newDuty({
    name: 'expiring queues',
    firstMs: 0,
    retryMs: 1_000,
    run: () => expireQueues(context),
  });
  const expiring = newDuty({
    name: 'expiring messages',
    firstMs: 0,
    retryMs: dueMs.latest,
    run: () => expireMessages(context),
  });
  const resuming = newDuty({
    name: 'resuming queues',
    firstMs: 0,
    retryMs: 1_000,
    run: () => resumeQueues(context),
  });
  const moving = newDuty({
    name: 'moving what transactions have published',
    firstMs: 0,
    retryMs: 1_000,
    run: () => context.mover.run(),
  });
  // Each heartbeat that succeeds has it run. Never before one: a broker that was fenced would put back what others have swept up.
  const restoring = every(unaskedMs, 'restoring presence', () => restorePresence(context));
  const operations = every(1_000, 'taking up operations', () => runner.look());
  const sweeping = every(2_000, 'sweeping up after dead connections', () => sweepOrphans(context));
  const keeping = newDuty({ name: 'keeping history', firstMs: 0, retryMs: 1_000, run: () => context.historyKeeper.keep() });
  const all = [
    keeping,
    due,
    unused,
    expiring,
    resuming,
    moving,
    operations,
    every(1_000, 'following redriven messages', () => runner.followEnded()),
    every(1_000, 'sweeping acknowledgment timeouts', () => sweepAckTimeouts(context)),
    every(1_000, 'polling queues', () => (context.revise(), pollQueues(context))),
    every(1_000, 'sampling rates', () => traffic.sample(clock.now())),
    // Waits for nothing else, or this broker could be thought dead.
    every(2_000, 'heartbeat', async () => (await store.heartbeat(), restoring.run())),
    restoring,
    // The one finds who is dead, the other what its connections leave behind: at once, since somebody waits to take over.
    every(500, 'reclaiming messages', () => reclaimMessages(context).finally(() => sweeping.hasten(clock.now()))),
    sweeping,
    every(30_000, 'sweeping up after unknown connections', createUnknownsSweep(context)),
    newDuty({ name: 'looking at replication', firstMs: 1_000, retryMs: 200, run: () => context.replication.look() }),
    every(5_000, 'maintaining storage', () => store.maintain()),
    every(5_000, 'reading topology and permissions', () => context.refresh()),
  ];
  return { all, operations, due, unused, expiring, moving };
}

/** The safety net under lost wake-ups. */
async function pollQueues({ store, pumps }: UpkeepContext): Promise<void> {
  pumps.wake(await store.findReady(pumps.queueIds()));
}

async function reclaimMessages({ store, pumps }: UpkeepContext): Promise<void> {
  const queueIds = await store.reclaimMessages();
  pumps.wake(queueIds);
  await pumps.returned(queueIds);
}

async function releaseDueMessages({ store, clock, pumps }: UpkeepContext): Promise<number> {
  const { queueIds, nextDueAt } = await store.releaseDueMessages(dueMessagesPerRun);
  pumps.wake(queueIds);
  await pumps.returned(queueIds);
  const waitMs = nextDueAt === null ? dueMs.latest : nextDueAt - clock.now();
  return Math.min(Math.max(waitMs, dueMs.soonest), dueMs.latest);
}
