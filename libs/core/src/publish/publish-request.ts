import type { PublishReceipt } from '../broker-api.js';
import type { BrokerCounters } from '../statistics/statistics-api.js';
import type { CommitBarrier } from '../deliver/commit-barrier.js';
import type { BrokerError } from '../errors.js';
import type { Message, Seq } from '../message/message.js';
import type { Durability, InsertRequest, Placement } from '../ports/message-store.js';
import type { QueueWatcher } from '../settle/settlement-batch.js';
import { expectTimes } from './expect-times.js';
import { tellRefused, type RefuseContext } from './refuse.js';
import type { RoutePlan } from './route-plan.js';
import type { WriteProgress } from './write-progress.js';

/** What the end of a publish touches; one for the whole broker. */
export interface PublishAccounts extends RefuseContext {
  readonly barrier: CommitBarrier;
  readonly progress: WriteProgress;
  readonly counters: BrokerCounters;
  readonly watcher: QueueWatcher;
}

/** A message on its way into the store: besides the message itself the one object that a publish costs. */
export class PublishRequest implements InsertRequest {
  /** Of the commit barrier. */
  readonly #epoch: number;
  readonly durable: boolean;

  constructor(
    readonly message: Message,
    private readonly durability: Durability,
    readonly placements: readonly Placement[],
    readonly lane: number,
    readonly plan: RoutePlan,
    readonly receipt: PublishReceipt,
    private readonly accounts: PublishAccounts,
  ) {
    this.durable = durability !== 'transient';
    this.#epoch = accounts.barrier.enter();
    accounts.progress.began();
  }

  settled(error: BrokerError | null, seq: Seq, reached?: Durability): void {
    this.#leave();
    if (error !== null) return tellRefused(this.accounts, this, error);
    this.accounts.counters.published++;
    expectTimes(this.accounts.watcher, this.placements);
    for (const target of this.plan.targets) target.traffic.in++;
    this.receipt.stored(seq, this.placements.length, this.plan.queueNames, reached);
  }

  get isLocal(): boolean {
    return this.durability === 'local';
  }

  get isLimited(): boolean {
    return this.plan.isLimited;
  }

  /** It is not going to be stored: the same was stored before. */
  withdraw(): void {
    this.#leave();
  }

  #leave(): void {
    this.accounts.barrier.leave(this.#epoch);
    this.accounts.progress.ended();
  }
}
