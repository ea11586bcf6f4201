import type { AttemptError, DeathReason, Message, Seq } from '../message/message.js';
import type { BrokerError } from '../errors.js';
import type { OperationStore } from './operation-store.js';
import type { Failure, FailureStore, Fingerprint } from './failure-store.js';
import type { HistoryStore } from './history-store.js';
import type { IntakeStore } from './intake-store.js';
import type { MessageScan } from './message-scan.js';

export type QueueId = number;

/** Holder of leases: a broker instance, or one receive call over HTTP. Random, below 2^53: it is the fencing token. */
export type OwnerId = number;

/** How many ready messages, and bytes of their bodies, a queue holds at most; null: any number. */
export interface LengthLimit {
  readonly messages: number | null;
  readonly bytes: number | null;
  /** drop-head: the oldest ready messages give way. reject: the new message is not stored in this queue. */
  readonly overflow: 'drop-head' | 'reject';
}

/** One queue that a message goes to, and how it waits there. */
export interface Placement {
  readonly queueId: QueueId;
  /** 0 unless the queue has priorities. Higher first. */
  readonly priority: number;
  /** Not delivered before this instant (ms since 1970); null = at once. */
  readonly availableAt: number | null;
  /** Not delivered from this instant on (ms since 1970); null = never expires. */
  readonly expiresAt: number | null;
  /** The queue that it died in when it comes by dead-lettering, else null. */
  readonly deadFrom: QueueId | null;
  /** Kept exactly, whoever publishes at the same time; null: none. One object for all messages of a queue. */
  readonly limit: LengthLimit | null;
}

/**
 * What a message survives: transient, nothing but a restart of brokers; local, a crash of the database, whose disk has it; replicated,
 * the loss of a whole node, for another has it on its disk, too.
 */
export type Durability = 'transient' | 'local' | 'replicated';

/** How many copies a confirm stands for now. */
export interface ReplicationStatus {
  readonly isReplicated: boolean;
  /** By what, or why not. */
  readonly detail: string;
}

/** One message to store with the queues it goes to. */
export interface Insert {
  readonly message: Message;
  /** Survives a crash of the database. Transient messages go to unlogged storage. */
  readonly durable: boolean;
  /** Never empty: a message that no queue wants is not stored. */
  readonly placements: readonly Placement[];
}

/** An insert of the group commit, with whom to tell. */
export interface InsertRequest extends Insert {
  /** Some of its queues have a limit. Default false. */
  readonly isLimited?: boolean;
  /** Its commit does not wait for a standby. Default false. */
  readonly isLocal?: boolean;
  /** Publishes of one lane key are committed in the order they were handed in. Any integer ≥ 0. */
  readonly lane: number;
  /**
   * Called once: with the message's seq, and what it has reached, after the commit, or with why it was not stored. `queue_full` with `details.queueIds`, the queues
   * that refused it, means that the others have it.
   */
  settled(error: BrokerError | null, seq: Seq, reached?: Durability): void;
}

/** The lease of a run, as a delivery refers to it. */
export interface Lease {
  readonly queueId: QueueId;
  /** With queueId the run's key: an integer within ±2^53 that only the store understands. */
  readonly runId: number;
  readonly owner: OwnerId;
}

export interface StoredMessage {
  readonly seq: Seq;
  readonly message: Message;
}

/** Messages of one queue leased together. */
export interface LeasedRun extends Lease {
  /** Failed deliveries so far; 0 on the first. */
  readonly attempts: number;
  /** Was handed out before and not settled. */
  readonly redelivered: boolean;
  readonly priority: number;
  readonly durable: boolean;
  readonly expiresAt: number | null;
  readonly deadFrom: QueueId | null;
  /** In order. The broker empties the array once they are handed out: a delivery keeps its run, and not its neighbours' bodies. */
  readonly messages: readonly StoredMessage[];
}

/** One leased message to settle. */
export interface DeliveryRef {
  readonly lease: Lease;
  readonly seq: Seq;
}

/** A failed attempt, kept for whoever asks why. */
export interface AttemptRecord {
  readonly messageId: Seq;
  readonly queueId: QueueId;
  /** 1 for the first delivery. */
  readonly number: number;
  readonly consumer: string;
  /** ms since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: AttemptOutcome;
  readonly error: AttemptError | null;
  /** Its error group. Null: its lease ended by itself, so that nobody settled it. */
  readonly fingerprint: Fingerprint | null;
}

export type AttemptOutcome = 'retry' | 'reject' | 'timeout' | 'lease_lost';

/** What becomes of a leased message; all but ack need the run's properties again because a run of one is born. */
export type Settlement =
  | { readonly kind: 'ack'; readonly delivery: DeliveryRef }
  | {
      /** Back to its place in the queue. */
      readonly kind: 'return';
      readonly delivery: DeliveryRef;
      /** The run it comes from: what stays as it was. */
      readonly run: Pick<LeasedRun, 'priority' | 'durable' | 'expiresAt' | 'deadFrom'>;
      readonly attempts: number;
      readonly redelivered: boolean;
      readonly availableAt: number | null;
      readonly attempt: AttemptRecord | null;
      /** What the attempt counts as; null with no attempt. */
      readonly failure: Failure | null;
    }
  | {
      /** Leaves the queue for good; the copies are published in the same commit. */
      readonly kind: 'dead-letter';
      readonly delivery: DeliveryRef;
      readonly copy: Insert | null;
      readonly attempt: AttemptRecord | null;
      /** What the death counts as, and the attempt if there is one. */
      readonly failure: Failure;
    };

export type SettleResult = 'settled' | 'lease_lost';

/** Makes a transaction idempotent: the first use of (scope, key) stores `digest` and `response`, a later one is answered from it. */
export interface IdempotencyKey {
  readonly scope: string;
  readonly key: string;
  /** Of the request; another digest under the same key is a different request. */
  readonly digest: Buffer;
}

/** Inserts and settlements that are committed together or not at all. */
export interface Transaction {
  /** As of an insert; null: in no order to any of them, and in nobody's way. */
  readonly lane: number | null;
  /** A full queue that refuses one of these fails the whole transaction with `queue_full`; one that refuses a dead-letter copy goes without it. */
  readonly inserts: readonly Insert[];
  readonly settlements: readonly Settlement[];
  readonly idempotencyKey: IdempotencyKey | null;
  /** Answer to keep with the idempotency key, JSON; null without a key. */
  readonly response: unknown;
}

export interface TransactionResult {
  /** One for each insert. On a replay: those of the first time. */
  readonly seqs: readonly Seq[];
  /** One for each settlement. A settlement whose lease is lost changes nothing, the others stand. */
  readonly settlements: readonly SettleResult[];
  /** What the first use of the idempotency key was answered, if this is a later one. */
  readonly replayed: { readonly digest: Buffer; readonly response: unknown } | null;
  /** Its durable messages are on more than one node. Default false. */
  readonly isReplicated?: boolean;
}

export interface Claim {
  readonly runs: readonly LeasedRun[];
  /** Ready messages are left (or were being claimed by another at this moment): ask again. */
  readonly more: boolean;
  /** It ended before the ready messages did: of those that are left some lie behind it, and nothing newer may overtake them. */
  readonly isCut: boolean;
}

export interface ClaimOptions {
  /** At most this many messages, ≥ 1. */
  readonly count: number;
  /** Stop adding messages once their bodies exceed about this many bytes; one message is always given. */
  readonly bytes: number;
  /**
   * The lease is that of a receiver that holds no connection, made if something is found, and ends by itself after so many ms.
   * Default: this broker's own.
   */
  readonly leaseMs?: number;
  /** What has just been committed is found in its place even where newer messages were committed, and claimed, before it. Default false. */
  readonly inOrder?: boolean;
}

export interface QueueCounts {
  readonly queueId: QueueId;
  readonly ready: number;
  readonly unacked: number;
  /** Waits for its time: published with a delay, or backing off. */
  readonly delayed: number;
  /** Messages that died in this queue and are kept in some other one. */
  readonly dead: number;
  /** Of the ready ones those that died in some other queue. */
  readonly deadLetters: number;
  /** When the oldest ready message was published, ms since 1970. */
  readonly oldestAt: number | null;
}

export type MessageState = 'ready' | 'unacked' | 'delayed';

export interface PeekedMessage extends StoredMessage {
  readonly state: MessageState;
  readonly attempts: number;
  readonly redelivered: boolean;
  readonly priority: number;
  readonly availableAt: number | null;
  readonly expiresAt: number | null;
  readonly deadFrom: QueueId | null;
  /** Who has leased it; null while nobody has. */
  readonly owner: OwnerId | null;
}

/** Who holds leases. */
export interface LeaseOwner {
  readonly kind: 'broker' | 'receiver';
  /** As operators know it. */
  readonly name: string;
  /** When it ends unless it is renewed, ms since 1970. */
  readonly endsAt: number;
}

export interface PeekOptions {
  readonly limit: number;
  /** Only messages behind this seq (queue order without priorities); 0 from the start. */
  readonly after: Seq;
  readonly state?: MessageState;
}

/** The store calls back through this; registered once, when the broker starts. */
export interface Handoff {
  /**
   * How many of `count` new messages of this queue may be born leased to this broker and delivered from memory.
   * The credit is reserved until `deliver` or `cancel`. Must be cheap and may not throw.
   */
  reserve(queueId: QueueId, count: number): number;
  /** Consumers of this broker will want what this queue's publishers store now. Must be cheap and may not throw. */
  isConsumed(queueId: QueueId): boolean;
  /** The commit that leases these messages has returned. */
  deliver(run: LeasedRun): void;
  /** Reserved credit whose commit failed. */
  cancel(queueId: QueueId, count: number): void;
  /** Gave way to newer messages (`drop-head`): leased to this broker, to be dead-lettered or dropped. */
  overflow(run: LeasedRun): void;
  /** Ready messages may wait in these queues: a hint, never a promise. */
  wake(queueIds: readonly QueueId[]): void;
  /** Leases of this broker were taken from it (it was thought dead): whatever it still holds is no longer its own. */
  fenced(): void;
}

/**
 * Remembers messages. Every verb is atomic; a promise resolves after the commit. Errors are BrokerErrors:
 * storage_unavailable, storage_full, outcome_unknown. Implementations pass the suite in libs/storage/conformance.
 */
export interface MessageStore extends FailureStore, HistoryStore {
  /** The same reads, for those who do not need the newest. */
  readonly onReplica: ReplicaReads;
  /** Operations on many messages; their steps are commits of this store. */
  readonly operations: OperationStore;
  /** For whoever looks through the messages of many queues. */
  readonly scan: MessageScan;
  /** What applications publish in their own transactions; it is moved by commits of this store. */
  readonly intake: IntakeStore;
  /** This broker as an owner of leases; another one after it was fenced. 0 before `open`. */
  readonly owner: OwnerId;
  /** Registers this broker as an owner of leases and starts accepting. */
  open(handoff: Handoff): Promise<OwnerId>;
  /** Commits what was accepted, gives every lease of this broker back without burning an attempt, ends. */
  close(): Promise<void>;

  /** Joins the next group commit of its lane. Completion through `request.settled`. */
  insertMessage(request: InsertRequest): void;
  transact(transaction: Transaction): Promise<TransactionResult>;
  claimMessages(queueId: QueueId, options: ClaimOptions): Promise<Claim>;
  /** Of these queues, those in which messages are ready: for whoever may not have been told of them. Reads and changes nothing. */
  findReady(queueIds: readonly QueueId[]): Promise<readonly QueueId[]>;
  /**
   * Acknowledges without an answer; `lease` is the run itself as the store delivered it. Durable with one of the next group commits, within 100 ms.
   * A lost lease is silently none: the message was or will be delivered again.
   */
  ackMessage(delivery: DeliveryRef): void;
  /** Resolves when everything accepted before is committed or failed. */
  flush(): Promise<void>;

  /** Prolongs a receiver's lease until `expiresAt` (ms since 1970). False when it is over. */
  extendLease(owner: OwnerId, expiresAt: number): Promise<boolean>;
  /** Leased messages with their run's properties: what settling one needs when this process does not hold it in memory. */
  readLeased(deliveries: readonly DeliveryRef[]): Promise<readonly (LeasedRun | null)[]>;

  /** Messages whose time has come are made ready. Returns their queues and when the next one is due (ms since 1970). */
  releaseDueMessages(limit: number): Promise<{ readonly queueIds: readonly QueueId[]; readonly nextDueAt: number | null }>;
  /**
   * Removes expired messages. Those of `keep` queues are leased to this broker and returned instead, to be dead-lettered.
   */
  expireMessages(
    limit: number,
    keep: readonly QueueId[],
  ): Promise<{
    readonly dropped: number;
    readonly leased: readonly LeasedRun[];
    /** When the next message expires, ms since 1970. */
    readonly nextExpiryAt: number | null;
  }>;
  /**
   * After messages became ready in other ways than by an insert (returned, due, a smaller limit): leases to this broker what is too much,
   * oldest first.
   */
  trimQueue(queueId: QueueId, limit: LengthLimit): Promise<readonly LeasedRun[]>;
  /** Renews this broker's hold on its leases. Rejects with lease_lost when it was fenced; the store has then taken a new identity. */
  heartbeat(): Promise<void>;
  /** Takes the leases of owners that stopped renewing: their messages are ready again with one more attempt. */
  reclaimMessages(): Promise<readonly QueueId[]>;
  /** Looks whether commits are replicated. */
  observeReplication(): Promise<ReplicationStatus>;
  /** Whatever the implementation needs done now and then: merging runs, freeing storage. */
  maintain(): Promise<void>;

  /** Removes the ready and delayed messages; returns how many. */
  purgeQueue(queueId: QueueId): Promise<number>;
  /** Forgets all messages of a queue that is gone, leased ones too. */
  forgetQueue(queueId: QueueId): Promise<void>;

  /** Reads and changes nothing. All queues when no ids are given; queues without messages are left out then. */
  countMessages(queueIds?: readonly QueueId[]): Promise<readonly QueueCounts[]>;
  /** Reads and changes nothing. In queue order (by seq). */
  peekMessages(queueId: QueueId, options: PeekOptions): Promise<readonly PeekedMessage[]>;
  /** Null when it has ended. */
  findLeaseOwner(owner: OwnerId): Promise<LeaseOwner | null>;
  /** Failed attempts of a message, oldest first. */
  listAttempts(messageId: Seq): Promise<readonly AttemptRecord[]>;
}

/**
 * Reads that may be answered by a copy of the database. What is read of messages has all that was committed before it was asked for; the
 * past may lack some seconds. Where it was read is told to `noteRead`.
 */
export type ReplicaReads = Pick<MessageStore, 'countMessages' | 'peekMessages' | 'listAttempts'> &
  FailureStore &
  Pick<HistoryStore, 'readHistory'>;

export type { AttemptError, DeathReason };
