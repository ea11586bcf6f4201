import type { Session } from '../access/session.js';
import type { ConsumerHandler, Reader } from '../broker-api.js';
import type { LeasedRun } from '../ports/message-store.js';
import type { Origin } from '../settle/dead-letter.js';
import { exceedsDeliveryLimit } from '../settle/decide.js';
import { requireOwn } from '../topology/ownership.js';
import { BrokerError } from '../errors.js';
import { resourceName } from '../topology/resource.js';
import { whenCommitted } from './commit-barrier.js';
import type { ConsumeContext } from './consume.js';
import { ConsumerSlot } from './consumer-slot.js';
import { forgetMessages, InFlight } from './in-flight.js';

/** Whoever reads past the one active consumer would break the order that it is there for. RabbitMQ says so of quorum queues alone. */
function refuseSingleActive({ queue, settings }: Origin): void {
  if (settings.type !== 'quorum' || !settings.singleActiveConsumer) return;
  const text = 'basic.get operations are not supported by quorum queues with single active consumer';
  throw new BrokerError('resource_locked', `cannot obtain access to locked ${resourceName('queue', queue)}. ${text}`);
}

/** Takes messages one at a time, of any queue; never waits for one. */
export class QueueReader implements Reader {
  readonly #slots = new Map<number, ConsumerSlot>();
  readonly #handler: ConsumerHandler;

  constructor(
    private readonly context: ConsumeContext,
    private readonly session: Session,
    private readonly vhost: string,
    holder: Pick<ConsumerHandler, 'name' | 'timedOut'>,
  ) {
    this.#handler = {
      name: holder.name,
      ...(holder.timedOut === undefined ? {} : { timedOut: holder.timedOut.bind(holder) }),
      autoAck: false,
      capacity: () => 0,
      deliver: () => undefined,
      cancelled: () => undefined,
    };
  }

  async get(name: string, { autoAck }: { readonly autoAck: boolean }) {
    const { context, session, vhost } = this;
    context.lifecycle.requireServing();
    context.authorizer.authorize(session, vhost, 'read', name);
    const origin = await context.queues.find(vhost, name);
    requireOwn(session, origin.queue);
    refuseSingleActive(origin);
    await context.queueUse.touch(origin);
    if (context.queues.isDeliveryPaused(origin.queue.id)) return null;
    await whenCommitted(context.barrier);
    const run = (await this.#claim(origin)) ?? (await this.#claimRecalled(origin));
    if (run === null) return null;
    const [counts] = await context.store.countMessages([origin.queue.id]);
    const ready = (counts?.ready ?? 0) + context.pumps.aheadCount(origin.queue.id);
    return { delivery: this.#take(origin, run, autoAck), ready };
  }

  /** What is leased for consumers that have no credit yet is as ready as the rest. */
  async #claimRecalled(origin: Origin): Promise<LeasedRun | null> {
    const { pumps, barrier } = this.context;
    if (pumps.aheadCount(origin.queue.id) === 0) return null;
    pumps.recall(origin.queue.id);
    await whenCommitted(barrier);
    return this.#claim(origin);
  }

  /** Its holder is gone. */
  async abandon(): Promise<void> {
    const { deliveries, pumps } = this.context;
    for (const slot of this.#slots.values()) pumps.detach(slot);
    await Promise.all([...this.#slots.values()].map((slot) => deliveries.abandon(slot)));
  }

  /** Passes over what was delivered too often: that is a dead letter. */
  async #claim({ queue, settings }: Origin): Promise<LeasedRun | null> {
    const { store, deliveries } = this.context;
    for (;;) {
      const { runs } = await store.claimMessages(queue.id, { count: 1, bytes: 1 });
      const [run] = runs;
      if (run === undefined) return null;
      if (!exceedsDeliveryLimit(run.attempts, settings.deliveryLimit)) return run;
      deliveries.deadLetter(run, run.messages);
    }
  }

  #take(origin: Origin, run: LeasedRun, autoAck: boolean): InFlight {
    const { clock, counters, traffic, store } = this.context;
    const [stored] = run.messages;
    const delivery = new InFlight(stored!.seq, stored!.message, run, this.#slot(origin), clock.now());
    forgetMessages(run);
    traffic.of(run.queueId).out++;
    counters.delivered++;
    if (run.redelivered) counters.redelivered++;
    if (autoAck) {
      counters.acknowledged++;
      store.ackMessage(delivery);
    } else {
      delivery.slot.unsettled.add(delivery);
    }
    return delivery;
  }

  #slot({ queue }: Origin): ConsumerSlot {
    let slot = this.#slots.get(queue.id);
    if (slot === undefined) {
      slot = new ConsumerSlot(queue, this.#handler, this.session);
      this.#slots.set(queue.id, slot);
    }
    // Whoever holds nothing is forgotten there now and then.
    this.context.pumps.watch(slot);
    return slot;
  }
}
