import { randomInt } from 'node:crypto';
import type { Authorizer } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import type { ConsumeOptions, Consumer, ConsumerVerbs } from '../broker-api.js';
import { BrokerError, toBrokerError } from '../errors.js';
import type { Lifecycle } from '../lifecycle.js';
import type { ConsumerRecord, PresenceStore } from '../ports/presence-store.js';
import type { Deliveries } from '../settle/deliveries.js';
import type { Origin } from '../settle/dead-letter.js';
import type { Traffic } from '../statistics/traffic.js';
import type { Queue } from '../topology/model.js';
import { requireOwn } from '../topology/ownership.js';
import type { QueueUse } from '../topology/queue-use.js';
import { queueNotFound, resourceName } from '../topology/resource.js';
import { whenCommitted } from './commit-barrier.js';
import type { ConsumerRemovals } from './consumer-removals.js';
import { ConsumerSlot } from './consumer-slot.js';
import type { Pumps } from './pumps.js';
import { pumpRulesOf } from './pump-rules.js';
import type { PumpContext } from './pump-context.js';
import { QueuePump } from './queue-pump.js';
import type { Queues } from './queues.js';
import { QueueReader } from './reader.js';

export interface ConsumeContext extends PumpContext {
  readonly pumps: Pumps;
  readonly queues: Queues;
  readonly presence: PresenceStore;
  readonly removals: ConsumerRemovals;
  readonly authorizer: Authorizer;
  readonly deliveries: Deliveries;
  readonly traffic: Traffic;
  readonly lifecycle: Lifecycle;
  readonly queueUse: QueueUse;
}

/** What `consume` returns: a slot of a pump, seen from outside. */
export class ConsumerHandle implements Consumer {
  /** Messages may be on their way to it still: whoever follows it has to wait. */
  isLeaving = false;

  constructor(
    readonly slot: ConsumerSlot,
    readonly record: ConsumerRecord,
    private readonly context: ConsumeContext,
  ) {}

  get id(): number {
    return this.record.id;
  }

  /** Others are to know of it. */
  get isPresent(): boolean {
    return this.isLeaving || this.slot.state === 'consuming';
  }

  signal(): void {
    if (this.slot.state === 'consuming') this.context.pumps.get(this.slot.queue.id)?.signal();
  }

  async cancel(): Promise<void> {
    this.context.pumps.detach(this.slot);
    await leave(this.context, this);
  }
}

export function createConsumerVerbs(context: ConsumeContext): ConsumerVerbs {
  const { queues, deliveries } = context;
  return {
    async consume(session, vhost, name, handler, options = {}) {
      context.lifecycle.requireServing();
      context.authorizer.authorize(session, vhost, 'read', name);
      const origin = await queues.find(vhost, name);
      requireOwn(session, origin.queue);
      const record = recordOf(session, origin, options);
      const { priority = 0, ackTimeoutMs = null } = options;
      const slot = new ConsumerSlot(origin.queue, handler, session, priority, ackTimeoutMs);
      const handle = new ConsumerHandle(slot, record, context);
      // First here: a restore that comes in between must not take it for a leftover.
      context.pumps.remember(handle);
      slot.active = await admit(context, record, origin).catch((error: unknown) => {
        context.pumps.forget(handle);
        throw error;
      });
      attach(context, slot, origin);
      return handle;
    },

    openReader: (session, vhost, holder) => new QueueReader(context, session, vhost, holder),
    ack: (delivery) => deliveries.ack(delivery),
    settle: (delivery, outcome, options) => deliveries.settle(delivery, outcome, options),

    async abandon(held) {
      if (held instanceof QueueReader) return held.abandon();
      if (!(held instanceof ConsumerHandle)) throw new BrokerError('invalid_argument', 'the consumer is not one of this broker');
      context.pumps.detach(held.slot);
      await deliveries.abandon(held.slot);
      await leave(context, held);
    },
  };
}

/** To the pump that the consumers of a queue share on this broker. */
function attach(context: ConsumeContext, slot: ConsumerSlot, { queue, settings }: Origin): void {
  context.pumps.attach(slot, () => {
    const rules = pumpRulesOf(settings, context.queues.pausesOf(queue.id));
    const pump = new QueuePump(queue, rules, context.traffic.of(queue.id), context);
    pump.obey(rules);
    return pump;
  });
}

function recordOf(session: Session, { queue, settings }: Origin, options: ConsumeOptions): ConsumerRecord {
  const { connection } = session;
  if (connection === undefined)
    throw new BrokerError('invalid_argument', 'a consumer needs a connection', {
      remedy: 'Open a connection and use its session.',
    });
  const { tag = '', priority = 0, exclusive = false } = options;
  const singleActive = settings.singleActiveConsumer;
  if (exclusive && singleActive) throw inExclusiveUse(queue);
  return { id: randomInt(1, 2 ** 48 - 1), connection, queueId: queue.id, tag, priority, exclusive, singleActive };
}

/** Whether it is active at once. */
async function admit({ presence, queues }: ConsumeContext, record: ConsumerRecord, { queue }: Origin): Promise<boolean> {
  const admission = await presence.addConsumer(record);
  if (admission === 'refused') throw inExclusiveUse(queue);
  if (queues.byId(queue.id) !== null) return admission === 'active';
  await presence.removeConsumers([record.id]);
  throw queueNotFound(queue.vhost, queue.name);
}

function inExclusiveUse(queue: Queue): BrokerError {
  return new BrokerError('in_exclusive_use', `${resourceName('queue', queue)} in exclusive use`, {
    remedy: 'Wait until the other consumer has gone, or consume without asking for the queue alone.',
  });
}

/** It is a consumer no more; the queue may go with its last one. */
async function leave(context: ConsumeContext, handle: ConsumerHandle): Promise<void> {
  const { pumps, removals, queueUse } = context;
  const { id, record, slot } = handle;
  handle.isLeaving = record.singleActive || record.exclusive;
  if (handle.isLeaving) await nothingOnItsWay(context, slot);
  pumps.forget(handle);
  await queueUse.leave(record.queueId, () => removals.remove(id));
}

/** Where the next consumer goes on in order, older messages that were on their way to this one are back before it begins. */
async function nothingOnItsWay({ barrier }: ConsumeContext, slot: ConsumerSlot): Promise<void> {
  await slot.left;
  // Messages that are born leased go back when their commits have ended, and that takes a commit of its own.
  await whenCommitted(barrier);
  await whenCommitted(barrier);
}

type ReviseContext = Pick<ConsumeContext, 'pumps' | 'queues' | 'authorizer'>;

/** After a change of topology or permissions: consumers of queues that are gone or may no longer be read are cancelled. */
export function reviseConsumers({ pumps, queues, authorizer }: ReviseContext): void {
  for (const pump of [...pumps.all()]) {
    const origin = queues.byId(pump.queue.id);
    if (origin !== null) pump.obey(pumpRulesOf(origin.settings, queues.pausesOf(pump.queue.id)));
    for (const slot of [...pump.consumers]) {
      const reason = origin === null ? `queue '${pump.queue.name}' was deleted` : refusal(authorizer, slot);
      if (reason !== null) cancelSlot(pumps, slot, reason);
    }
  }
}

export function cancelSlot(pumps: Pumps, slot: ConsumerSlot, reason: string): void {
  pumps.detach(slot);
  slot.handler.cancelled(reason);
}

function refusal(authorizer: Authorizer, { session, queue }: ConsumerSlot): string | null {
  if (session === null) return null;
  try {
    authorizer.authorize(session, queue.vhost, 'read', queue.name);
    return null;
  } catch (thrown) {
    return toBrokerError(thrown).message;
  }
}
