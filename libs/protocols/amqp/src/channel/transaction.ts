import type { Outcome, PublishReceipt, SettleOptions } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';
import { toAmqpError } from '../translate/reply-codes.js';
import type { Channel } from './channel.js';
import type { Publishing } from './publish.js';
import type { Owed } from './unacked.js';

interface Settled {
  readonly owed: Owed;
  readonly outcome: Outcome;
  readonly options: SettleOptions | undefined;
}

/** A channel in tx mode: publishes and settlements wait for the commit, which is one commit of the store (clause 8.6). */
export class Transaction {
  #publications: { readonly publication: Publishing; readonly receipt: PublishReceipt }[] = [];
  #settled: Settled[] = [];

  constructor(private readonly channel: Channel) {}

  /** Refused now, published at the commit. */
  async publish(publication: Publishing): Promise<void> {
    await this.channel.publisher.check(publication);
    this.#publications.push({ publication, receipt: publication.inTransaction });
  }

  settle(owed: readonly Owed[], outcome: Outcome, options?: SettleOptions): void {
    for (const one of owed) this.#settled.push({ owed: one, outcome, options });
  }

  async commit(): Promise<void> {
    const [publications, settled] = [this.#publications, this.#settled];
    this.#publications = [];
    this.#settled = [];
    const settlements = settled.map(({ owed, outcome, options }) => ({
      delivery: owed.delivery,
      outcome,
      ...(options === undefined ? {} : { options }),
    }));
    await this.channel.publisher.commit(publications, settlements).catch((error: unknown) => {
      this.channel.unacked.restore(settled.map(({ owed }) => owed));
      throw partial(error);
    });
    for (const { owed } of settled) this.channel.settled(owed);
  }

  /** What was published is forgotten; what was settled can be settled again. */
  rollback(): void {
    this.channel.unacked.restore(this.#settled.map(({ owed }) => owed));
    this.#publications = [];
    this.#settled = [];
  }
}

function partial(thrown: unknown): AmqpError {
  const error = toAmqpError(thrown);
  return error.reply === 'PRECONDITION_FAILED' ? new AmqpError(error.reply, `partial tx completion: ${error.message}`) : error;
}
