import { BrokerError } from '@howdah/core';
import type * as core from '@howdah/core';
import { claimForReceiver, claimMessages, hasReady, readLeased } from './claim.js';
import { findErrorGroup, listErrorGroups, listGroupAttempts, peekDeadLetters } from './failures.js';
import { commitWork, GroupCommit } from './group-commit.js';
import { forgetOldAnswers } from './idempotency.js';
import { leaseSurplus } from './limits.js';
import type { MemoryDatabase, WakeListener } from './memory-database.js';
import { MemoryIntake } from './memory-intake.js';
import { MemoryOperations } from './memory-operations.js';
import { MemoryScan } from './memory-scan.js';
import { countMessages, peekMessages } from './observe.js';
import { extendLease, findLeaseOwner, reclaimMessages, registerOwner, renewOwner, retireOwner } from './owners.js';
import { expireMessages, purgeQueue, releaseDueMessages } from './upkeep.js';
import { ackWork, insertWork, transactionWork } from './work.js';

export interface MemoryMessageStoreOptions {
  /** A broker that sends no heartbeat for so long (ms) may lose its leases; default 10,000. */
  readonly leaseMs?: number;
}

/** What a store has between open and close. */
interface Session {
  owner: core.OwnerId;
  readonly handoff: core.Handoff;
  readonly listener: WakeListener;
}

/** One broker's store. Several on one MemoryDatabase behave as brokers on one Postgres do. */
export class MemoryMessageStore implements core.MessageStore {
  readonly #commits = new GroupCommit((accepted) => {
    const { owner, handoff } = this.#session();
    commitWork(this.database, owner, handoff, accepted);
  });
  readonly operations: core.OperationStore;
  readonly onReplica: core.ReplicaReads = this;
  readonly scan: core.MessageScan;
  readonly intake: MemoryIntake;
  readonly #leaseMs: number;
  #opened: Session | null = null;

  constructor(
    private readonly database: MemoryDatabase,
    options: MemoryMessageStoreOptions = {},
  ) {
    this.#leaseMs = options.leaseMs ?? 10_000;
    this.scan = new MemoryScan(database);
    this.operations = new MemoryOperations(database, () => void this.#session());
    this.intake = new MemoryIntake(database, () => void this.#session());
  }

  get owner(): core.OwnerId {
    return this.#opened?.owner ?? 0;
  }

  async open(handoff: core.Handoff): Promise<core.OwnerId> {
    const owner = this.#register();
    const listener: WakeListener = (queueIds) => handoff.wake(queueIds);
    this.#opened = { owner, handoff, listener };
    this.database.listen(listener);
    return owner;
  }

  async close(): Promise<void> {
    if (this.#opened === null) return;
    this.#commits.flush();
    const { owner } = this.#opened;
    this.abandon();
    this.database.wake(retireOwner(this.database, owner));
  }

  /** Ends as a killed process does: what was accepted and not committed is lost, its leases stay until they are reclaimed. */
  abandon(): void {
    this.#commits.drop();
    if (this.#opened !== null) this.database.unlisten(this.#opened.listener);
    this.intake.close();
    this.#opened = null;
  }

  insertMessage(request: core.InsertRequest): void {
    if (this.#opened === null) queueMicrotask(() => request.settled(notOpen(), 0));
    else this.#commits.accept(insertWork(this.database, request));
  }

  async transact(transaction: core.Transaction): Promise<core.TransactionResult> {
    this.#session();
    return new Promise((resolve, reject) => this.#commits.accept(transactionWork(this.database, transaction, resolve, reject)));
  }

  async claimMessages(queueId: core.QueueId, options: core.ClaimOptions): Promise<core.Claim> {
    return options.leaseMs === undefined
      ? claimMessages(this.database, queueId, this.#session().owner, options)
      : claimForReceiver(this.database, queueId, options.leaseMs, options);
  }

  async findReady(queueIds: readonly core.QueueId[]): Promise<readonly core.QueueId[]> {
    return queueIds.filter((queueId) => hasReady(this.database, queueId));
  }

  ackMessage(delivery: core.DeliveryRef): void {
    if (this.#opened !== null) this.#commits.accept(ackWork(this.database, delivery));
  }

  async observeReplication(): Promise<core.ReplicationStatus> {
    return { isReplicated: false, detail: 'in memory' };
  }

  async flush(): Promise<void> {
    this.#commits.flush();
  }

  async extendLease(owner: core.OwnerId, expiresAt: number): Promise<boolean> {
    return extendLease(this.database, owner, expiresAt);
  }

  async readLeased(deliveries: readonly core.DeliveryRef[]): Promise<readonly (core.LeasedRun | null)[]> {
    return readLeased(this.database, deliveries);
  }

  async releaseDueMessages(limit: number): ReturnType<core.MessageStore['releaseDueMessages']> {
    const released = releaseDueMessages(this.database, limit);
    this.database.wake(released.queueIds, this.#opened?.listener);
    return released;
  }

  async expireMessages(limit: number, keep: readonly core.QueueId[]): ReturnType<core.MessageStore['expireMessages']> {
    return expireMessages(this.database, this.#session().owner, limit, keep);
  }

  async trimQueue(queueId: core.QueueId, limit: core.LengthLimit): Promise<readonly core.LeasedRun[]> {
    return leaseSurplus(this.database, this.#session().owner, queueId, limit);
  }

  async heartbeat(): Promise<void> {
    const session = this.#session();
    if (renewOwner(this.database, session.owner, this.database.now() + this.#leaseMs)) return;
    session.owner = this.#register();
    session.handoff.fenced();
    throw new BrokerError('lease_lost', 'this broker sent no heartbeat in time and another one took its leases');
  }

  async reclaimMessages(): Promise<readonly core.QueueId[]> {
    const queueIds = reclaimMessages(this.database);
    this.database.wake(queueIds, this.#opened?.listener);
    return queueIds;
  }

  async maintain(): Promise<void> {
    forgetOldAnswers(this.database);
    this.database.history.forget(this.database.now());
  }

  async purgeQueue(queueId: core.QueueId): Promise<number> {
    return purgeQueue(this.database, queueId);
  }

  async forgetQueue(queueId: core.QueueId): Promise<void> {
    this.database.queues.delete(queueId);
  }

  async countMessages(queueIds?: readonly core.QueueId[]): Promise<readonly core.QueueCounts[]> {
    return countMessages(this.database, queueIds);
  }

  async peekMessages(queueId: core.QueueId, options: core.PeekOptions): Promise<readonly core.PeekedMessage[]> {
    return peekMessages(this.database, queueId, options);
  }

  async listAttempts(messageId: core.Seq): Promise<readonly core.AttemptRecord[]> {
    return [...(this.database.attempts.get(messageId) ?? [])];
  }

  async findLeaseOwner(owner: core.OwnerId): Promise<core.LeaseOwner | null> {
    return findLeaseOwner(this.database, owner);
  }

  async keepRates(owner: core.OwnerId, rates: readonly core.KeptRates[]): Promise<boolean> {
    return this.database.history.keepRates(this.database, owner, rates);
  }

  async keepDepths(depths: readonly core.KeptDepths[]): Promise<void> {
    this.database.history.keepDepths(depths);
  }

  async readHistory(range: core.HistoryRange): Promise<readonly core.HistoryPoint[]> {
    return this.database.history.read(range);
  }

  async listErrorGroups(query: core.ErrorGroupQuery): Promise<readonly core.ErrorGroup[]> {
    return listErrorGroups(this.database, query);
  }

  async findErrorGroup(fingerprint: core.Fingerprint): Promise<core.ErrorGroup | null> {
    return findErrorGroup(this.database, fingerprint);
  }

  async listGroupAttempts(...[fingerprint, options]: Parameters<core.MessageStore['listGroupAttempts']>) {
    return listGroupAttempts(this.database, fingerprint, options);
  }

  async peekDeadLetters(...[origin, options]: Parameters<core.MessageStore['peekDeadLetters']>) {
    return peekDeadLetters(this.database, origin, options);
  }

  #register(): core.OwnerId {
    return registerOwner(this.database, this.database.now() + this.#leaseMs, 'broker');
  }

  #session(): Session {
    if (this.#opened === null) throw notOpen();
    return this.#opened;
  }
}

function notOpen(): BrokerError {
  return new BrokerError('storage_unavailable', 'the message store is not open');
}
