import type { OwnerId, QueueId } from '@howdah/core';
import { statements } from '../statements.js';
import type { Database } from '../wire/database.js';

interface NewWork {
  readonly queueId: QueueId;
  readonly leased: boolean;
  readonly availableAt: number | null;
}

/** What a wake-up does here. */
export interface PeersHandler {
  readonly owner: OwnerId;
  /** Ready messages wait in these queues. */
  woken(queueIds: readonly QueueId[]): void;
  /** The same, and also before positions already passed. */
  returned(queueIds: readonly QueueId[]): void;
}

/** A broker that hears of more queues than this starts anew: others may have deleted most of them. */
const QUEUES_MAX = 100_000;

/** What a commit says to the others. */
export interface WakeUp {
  readonly payload: string;
  readonly queueIds: readonly QueueId[];
}

/**
 * Wake-ups between brokers. A broker whose consumers wait tells the others once which queue they wait for; whoever
 * commits ready messages for such a queue names it in the same commit, and forgets the demand. So NOTIFY, which takes a
 * cluster-wide lock at commit, is paid once per idle spell and not once per message. Who hears of a demand may have
 * committed messages that the other has looked for too early; then they are named at once. Messages that come back to old
 * places are always told, for those who read on behind them. All of it is hints: a lost one is backed up by the pumps'
 * slow poll and the claims' sweep. A broker without peers says next to nothing.
 *
 * Payloads: `join <owner>` · `here <owner>` · `wait <owner> <queue>` · `ready <owner> <queue>,<queue>…` · `back <owner> <queue>,<queue>…`
 */
export class Peers {
  #known = false;
  /** Queues that others wait for. */
  readonly #wanted = new Set<QueueId>();
  /** Queues that got ready messages here of which nobody was told. */
  readonly #untold = new Set<QueueId>();
  /** Queues that this broker has told the others it waits for. */
  readonly #waiting = new Set<QueueId>();

  constructor(
    private readonly database: Database,
    private readonly handler: PeersHandler,
  ) {}

  /** Asks the others who they are and what they wait for. */
  join(): Promise<void> {
    return this.#tell('join');
  }

  /** Consumers here found the queue empty. */
  async waitFor(queueId: QueueId): Promise<void> {
    if (this.#waiting.has(queueId)) return;
    this.#waiting.add(queueId);
    if (this.#known) await this.#tell('wait', String(queueId));
  }

  /** There are others. */
  get known(): boolean {
    return this.#known;
  }

  /** For a commit that makes these runs; null when nobody waits for any of them. */
  wakeUpFor(runs: readonly NewWork[]): WakeUp | null {
    if (this.#wanted.size === 0) return null;
    const ready = runs.filter((run) => !run.leased && run.availableAt === null);
    const queueIds = ready.map((run) => run.queueId).filter((queueId) => this.#wanted.delete(queueId));
    return queueIds.length === 0 ? null : { payload: this.#payload('ready', queueIds.join(',')), queueIds };
  }

  /** Messages are ready in this queue that a commit has not told of. */
  madeReady(queueId: QueueId): void {
    if (this.#wanted.delete(queueId)) void this.#tell('ready', String(queueId));
    else remember(this.#untold, queueId);
  }

  /** The queue is gone. */
  forget(queueId: QueueId): void {
    for (const queues of [this.#wanted, this.#untold, this.#waiting]) queues.delete(queueId);
  }

  /** Messages went back to old places. */
  async tellReturned(queueIds: readonly QueueId[]): Promise<void> {
    if (this.#known) await this.#tell('back', queueIds.join(','));
  }

  receive(payload: string): void {
    const [word, owner, rest = ''] = payload.split(' ');
    if (Number(owner) === this.handler.owner) return;
    this.#known = true;
    if (word === 'join') this.#introduce();
    if (word === 'wait') this.#heardOf(Number(rest));
    if (word === 'ready') this.handler.woken(this.#noLongerWaiting(rest));
    if (word === 'back') this.handler.returned(this.#noLongerWaiting(rest));
  }

  #heardOf(queueId: QueueId): void {
    if (this.#untold.delete(queueId)) void this.#tell('ready', String(queueId));
    else remember(this.#wanted, queueId);
  }

  #noLongerWaiting(list: string): readonly QueueId[] {
    const queueIds = list.split(',').map(Number);
    for (const queueId of queueIds) this.#waiting.delete(queueId);
    return queueIds;
  }

  /** The notification channel was cut: hints may have been missed. */
  reconnected(): void {
    void this.join();
    const queueIds = [...this.#waiting];
    this.#waiting.clear();
    if (queueIds.length > 0) this.handler.returned(queueIds);
  }

  #introduce(): void {
    void this.#tell('here');
    for (const queueId of this.#waiting) void this.#tell('wait', String(queueId));
  }

  #payload(word: string, rest = ''): string {
    return `${word} ${this.handler.owner} ${rest}`;
  }

  async #tell(word: string, rest?: string): Promise<void> {
    // What is lost here, the slow poll finds.
    await this.database.run(statements.notify, [this.#payload(word, rest)]).catch(() => undefined);
  }
}

function remember(queues: Set<QueueId>, queueId: QueueId): void {
  if (queues.size >= QUEUES_MAX) queues.clear();
  queues.add(queueId);
}
