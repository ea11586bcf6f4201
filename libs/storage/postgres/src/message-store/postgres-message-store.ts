import type {
  AttemptRecord,
  BrokerError,
  Claim,
  ClaimOptions,
  DeliveryRef,
  ErrorGroup,
  ErrorGroupQuery,
  Fingerprint,
  Handoff,
  HistoryPoint,
  HistoryRange,
  InsertRequest,
  KeptDepths,
  KeptRates,
  LeasedRun,
  LengthLimit,
  MessageStore,
  OperationStore,
  OwnerId,
  PeekedMessage,
  PeekOptions,
  QueueCounts,
  QueueId,
  ReplicaReads,
  ReplicationStatus,
  Seq,
  Transaction,
  TransactionResult,
} from '@howdah/core';
import type { Notifications } from '../notifications.js';
import { primaryOf, type Primary } from '../primary/primary.js';
import { isRepeatable } from '../sqlstate.js';
import { statements } from '../statements.js';
import { int4Array } from '../wire/array-parameters.js';
import { Database, type Connection, type Row } from '../wire/database.js';
import { Acknowledgements } from './acknowledgements.js';
import { DatabaseClock } from './database-clock.js';
import { ClaimRecovery } from './claim-recovery.js';
import { Claims } from './claims.js';
import { countMessages, listAttempts, peekDeadLetters, peekMessages } from './counting.js';
import { findErrorGroup, listErrorGroups, listGroupAttempts } from './failures.js';
import { newFlushId } from './group-commit.js';
import { forgetFigures, keepDepths, keepRates, readHistory } from './history.js';
import { Lane } from './lane.js';
import { extendLease, fencedError, findLeaseOwner, newOwnerId, openLease, readLeased, renewLease } from './leases.js';
import { HeldRuns } from './held-runs.js';
import { PostgresIntake } from './intake.js';
import { LocalRun } from './local-run.js';
import { PostgresOperations } from './operations.js';
import { Peers } from './peers.js';
import { PostgresScan } from './postgres-scan.js';
import { QueueRoom } from './queue-room.js';
import { ReadyQueues } from './ready-queues.js';
import { RecentMessages } from './recent-messages.js';
import { PostgresReplicaReads } from './replica-reads.js';
import { Replication } from './replication.js';
import { maintainSegments } from './segments.js';
import type { StoreContext } from './store-context.js';
import { dayMs, defaultOptions, type PostgresMessageStoreOptions, type StoreOptions } from './store-options.js';
import { commitTransaction } from './transactions.js';
import { Waking } from './waking.js';

/** An operation that has ended is shown for so long, and what became of its messages is looked after for so long. */
const OPERATIONS_KEPT_MS = 90 * dayMs;
const FOLLOWED_MS = 3_600_000;

/** MessageStore on Postgres: runs over an append-only log. docs/adr/0001-run-engine.md tells the idea. */
export class PostgresMessageStore implements MessageStore, StoreContext {
  readonly acknowledgements: Acknowledgements;
  readonly peers: Peers;
  readonly held = new HeldRuns();
  readonly recent: RecentMessages;
  readonly replication: Replication;
  readonly operations: OperationStore;
  readonly onReplica: ReplicaReads;
  readonly scan: PostgresScan;
  readonly intake: PostgresIntake;
  /** The time that messages go by. */
  readonly clock = new DatabaseClock();
  handoff!: Handoff;
  owner: OwnerId = newOwnerId();
  closing = false;
  readonly #primary: Primary;
  readonly #database: Database;
  readonly #publishing: readonly Lane[];
  /** For transactions that publishes need not wait for. */
  readonly #aside: Lane;
  readonly #claims: Claims;
  readonly #waking: Waking;
  readonly #ready: ReadyQueues;
  readonly #options: Required<Omit<StoreOptions, 'notifications' | 'reader'>>;
  readonly #notifications: Notifications;
  readonly #recovery: ClaimRecovery;

  constructor(options: PostgresMessageStoreOptions) {
    const { notifications, reader, ...rest } = options;
    this.#options = { ...defaultOptions, ...rest };
    this.#notifications = notifications;
    const primary = primaryOf(options);
    this.#database = new Database({
      primary,
      connections: this.#options.connections + this.#options.lanes + 1,
      applicationName: `howdah ${options.name}`,
    });
    this.recent = new RecentMessages(this.#options.recentBytes);
    this.replication = new Replication(this.#options.replication);
    this.acknowledgements = new Acknowledgements(this.#database, () => this.owner, this.held);
    this.operations = new PostgresOperations(this.#database, this, (queueIds) => this.#returned(queueIds));
    this.scan = new PostgresScan({ primary, name: options.name, reader });
    this.onReplica = reader === undefined ? this : new PostgresReplicaReads(reader);
    this.intake = new PostgresIntake(this.#database, this, notifications, (rows) => this.#handOverflow(rows));
    this.#claims = new Claims(this.#database, () => this);
    this.#waking = new Waking(this, this.#claims);
    this.#ready = new ReadyQueues(this.#database, this.#claims);
    this.peers = new Peers(this.#database, this.#waking);
    this.#publishing = Array.from({ length: this.#options.lanes }, () => new Lane(this.#database, this));
    this.#aside = new Lane(this.#database, this);
    this.#recovery = new ClaimRecovery(
      this.#database,
      this.#lanes,
      this,
      (queueId) => this.#claims.ended(queueId),
      (queueId) => this.#returned([queueId]),
    );
    this.#primary = primary;
  }

  async open(handoff: Handoff): Promise<OwnerId> {
    this.handoff = handoff;
    await this.replication.observe(this.#database);
    await this.#register(this.owner);
    await this.#notifications.listen('howdah_messages', (payload) =>
      payload === null ? this.peers.reconnected() : this.peers.receive(payload),
    );
    await this.peers.join();
    this.#unfollow = this.#primary.onMoved(() => this.#primaryMoved());
    return this.owner;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#database.run(statements.releaseLeases, [this.owner]);
    await this.#end();
  }

  /** Ends as a crash would: nothing is flushed and no lease is given back. For tests. @internal */
  async abandon(): Promise<void> {
    this.acknowledgements.forget();
    await this.#end();
  }

  #ended: Promise<void> | undefined;
  #unfollow: (() => void) | undefined;

  #end(): Promise<void> {
    this.closing = true;
    this.#unfollow?.();
    for (const lane of this.#lanes) lane.close();
    return (this.#ended ??= Promise.all([this.#database.close(), this.scan.close()]).then(() => undefined));
  }

  insertMessage(request: InsertRequest): void {
    try {
      if (request.durable && request.isLocal !== true) this.replication.requireStandby();
    } catch (thrown) {
      return queueMicrotask(() => request.settled(thrown as BrokerError, 0));
    }
    this.#laneOf(request.lane).insert(request);
  }

  async transact(transaction: Transaction): Promise<TransactionResult> {
    if (transaction.inserts.some(({ durable }) => durable)) this.replication.requireStandby();
    const flushId = newFlushId();
    const result = await this.#laneOf(transaction.lane).exclusive((connection) =>
      commitTransaction(connection, transaction, flushId, this),
    );
    this.#forgetSettled(transaction);
    if (result.readyQueueIds.length > 0) await this.#returned(result.readyQueueIds);
    if (result.overflow.length > 0) await this.#handOverflow(result.overflow);
    return { ...result, isReplicated: this.replication.reached(false) === 'replicated' };
  }

  async #handOverflow(rows: readonly Row[]): Promise<void> {
    const { owner } = this;
    for (const run of await this.#database.with((connection) => this.readRuns(connection, rows, owner)))
      this.handoff.overflow(run);
  }

  readRuns(connection: Connection, rows: readonly Row[], owner: OwnerId): Promise<readonly LeasedRun[]> {
    return this.#claims.readRuns(connection, rows, owner);
  }

  async trimQueue(queueId: QueueId, limit: LengthLimit): Promise<readonly LeasedRun[]> {
    return this.#database.with(async (connection) => {
      await connection.execute('begin');
      const room = await QueueRoom.enterOne(connection, queueId, limit);
      const rows = await room.trim(connection, this.owner);
      await connection.execute('commit');
      return this.#claims.readRuns(connection, rows, this.owner);
    });
  }

  async claimMessages(queueId: QueueId, { leaseMs, ...limits }: ClaimOptions): Promise<Claim> {
    // For who this is now: a broker that is fenced meanwhile may have lost the queue to others.
    const owner = leaseMs === undefined ? this.owner : newOwnerId();
    await this.#recovery.ended(queueId);
    const claim = await this.#claims.claim(queueId, { ...limits, owner, lastsMs: leaseMs ?? null });
    if (claim.runs.length === 0 && !claim.more) await this.peers.waitFor(queueId);
    else if (!claim.more) this.#waking.emptied(queueId);
    return claim;
  }

  findReady(queueIds: readonly QueueId[]): Promise<readonly QueueId[]> {
    return this.#ready.find(queueIds);
  }

  ackMessage(delivery: DeliveryRef): void {
    this.acknowledgements.ack(delivery);
  }

  async flush(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.drained()));
    await this.acknowledgements.flush();
  }

  async extendLease(owner: OwnerId, expiresAt: number): Promise<boolean> {
    return await extendLease(this.#database, owner, expiresAt - this.clock.now());
  }

  readLeased(deliveries: readonly DeliveryRef[]): Promise<readonly (LeasedRun | null)[]> {
    return readLeased(this.#database, deliveries);
  }

  async releaseDueMessages(limit: number): Promise<{ readonly queueIds: readonly QueueId[]; readonly nextDueAt: number | null }> {
    const rows = await this.#database.run(statements.releaseDueMessages, [limit]);
    const queueIds = rows.map((row) => row['queue_id'] as QueueId);
    if (queueIds.length > 0) await this.#returned(queueIds);
    const [next] = await this.#database.run(statements.nextDue, []);
    return { queueIds, nextDueAt: next!['next_due_at'] as number | null };
  }

  async expireMessages(limit: number, keep: readonly QueueId[]): ReturnType<MessageStore['expireMessages']> {
    const sweep = this.#database.with(async (connection) => {
      const rows = await connection.run(statements.expireMessages, [limit, int4Array(keep), this.owner]);
      const leased = rows.filter((row) => row['id'] !== null);
      const [next] = await connection.run(statements.nextExpiry, []);
      return {
        dropped: rows[0]!['dropped'] as number,
        leased: await this.#claims.readRuns(connection, leased, this.owner),
        nextExpiryAt: next!['next_expiry_at'] as number | null,
      };
    });
    return sweep.catch((error: unknown) => {
      if (isRepeatable(error)) for (const queueId of keep) this.leaseLost(queueId);
      throw error;
    });
  }

  async heartbeat(): Promise<void> {
    const sentAt = this.clock.mark();
    this.recent.forgetOld(this.clock.now());
    const databaseNow = await renewLease(this.#database, this.owner, this.#options.leaseMs, this.#options.details());
    if (databaseNow !== null) return this.clock.measured(databaseNow, sentAt);
    // The rest in one turn: what is claimed as the new owner is claimed after the consumers of the old one have gone.
    this.owner = await this.#register(newOwnerId());
    this.acknowledgements.forget();
    this.held.clear();
    this.handoff.fenced();
    throw fencedError();
  }

  async reclaimMessages(): Promise<readonly QueueId[]> {
    const rows = await this.#database.run(statements.reclaimMessages, []);
    const queueIds = rows.map((row) => row['queue_id'] as QueueId);
    if (queueIds.length > 0) await this.#returned(queueIds);
    return queueIds;
  }

  observeReplication(): Promise<ReplicationStatus> {
    return this.replication.observe(this.#database);
  }

  async maintain(): Promise<void> {
    for (const row of await this.#database.run(statements.findSmallRuns, [])) {
      await this.#database.run(statements.mergeRuns, [row['queue_id'] as QueueId]);
    }
    await maintainSegments(this.#database, this.#options.segments);
    await this.#database.run(statements.forgetHistory, [this.#options.attemptsKeptMs]);
    await this.#database.run(statements.forgetOperations, [OPERATIONS_KEPT_MS, FOLLOWED_MS]);
    await this.intake.prune();
    await forgetFigures(this.#database, this.clock.now());
  }

  async purgeQueue(queueId: QueueId): Promise<number> {
    const [row] = await this.#database.run(statements.purgeQueue, [queueId]);
    return row!['count'] as number;
  }

  async forgetQueue(queueId: QueueId): Promise<void> {
    await this.#database.run(statements.forgetQueue, [queueId]);
    this.#claims.forget(queueId);
    this.peers.forget(queueId);
  }

  countMessages(queueIds?: readonly QueueId[]): Promise<readonly QueueCounts[]> {
    return countMessages(this.#database, queueIds);
  }

  peekMessages(queueId: QueueId, options: PeekOptions): Promise<readonly PeekedMessage[]> {
    return peekMessages(this.#database, queueId, options);
  }

  listAttempts(messageId: Seq): Promise<readonly AttemptRecord[]> {
    return listAttempts(this.#database, messageId);
  }

  findLeaseOwner(owner: OwnerId) {
    return findLeaseOwner(this.#database, owner);
  }

  listErrorGroups(query: ErrorGroupQuery): Promise<readonly ErrorGroup[]> {
    return listErrorGroups(this.#database, query);
  }

  findErrorGroup(fingerprint: Fingerprint): Promise<ErrorGroup | null> {
    return findErrorGroup(this.#database, fingerprint);
  }

  listGroupAttempts(...[fingerprint, options]: Parameters<MessageStore['listGroupAttempts']>) {
    return listGroupAttempts(this.#database, fingerprint, options);
  }

  peekDeadLetters(...[origin, options]: Parameters<MessageStore['peekDeadLetters']>) {
    return peekDeadLetters(this.#database, origin, options);
  }

  keepRates(owner: OwnerId, rates: readonly KeptRates[]): Promise<boolean> {
    return keepRates(this.#database, owner, rates);
  }

  keepDepths(depths: readonly KeptDepths[]): Promise<void> {
    return keepDepths(this.#database, depths);
  }

  readHistory(range: HistoryRange): Promise<readonly HistoryPoint[]> {
    return readHistory(this.#database, range);
  }

  get #lanes(): readonly Lane[] {
    return [...this.#publishing, this.#aside];
  }

  #laneOf(key: number | null): Lane {
    return key === null ? this.#aside : this.#publishing[key % this.#publishing.length]!;
  }

  async #register(owner: OwnerId): Promise<OwnerId> {
    const sentAt = this.clock.mark();
    const { name, leaseMs } = this.#options;
    this.clock.measured(await openLease(this.#database, owner, name, leaseMs), sentAt);
    return owner;
  }

  /** @internal */
  leaseLost(queueId: QueueId): void {
    this.#recovery.begin(queueId);
  }

  /** Runs that this broker holds in memory learn what left them: by this transaction, or before by one of an application. */
  #forgetSettled({ settlements }: Transaction): void {
    for (const { lease } of settlements.map(({ delivery }) => delivery))
      if (lease instanceof LocalRun && lease.owner === this.owner) this.acknowledgements.settledElsewhere(lease, 1);
  }

  /** Messages are back at old places, which may lie before where claims start. */
  #returned(queueIds: readonly QueueId[]): Promise<void> {
    this.#waking.returned(queueIds);
    return this.peers.tellReturned(queueIds);
  }

  madeReady(queueId: QueueId, position: Seq, isTold = false): void {
    this.#claims.lower(queueId, position);
    if (!isTold) this.peers.madeReady(queueId);
  }

  /** What a failover has lost was ready before, or is leased to this broker again. */
  #primaryMoved(): void {
    this.#waking.returned(this.#claims.queueIds);
    void this.#recovery.beginAll();
  }
}
