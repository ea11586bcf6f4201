import type { Authorizer } from '../access/authorizer.js';
import type { Consumer, ConsumerVerbs } from '../broker-api.js';
import { BrokerError } from '../errors.js';
import type { Lifecycle } from '../lifecycle.js';
import type { Deliveries } from '../settle/deliveries.js';
import type { Traffic } from '../statistics/traffic.js';
import { ConsumerSlot } from './consumer-slot.js';
import type { Pumps } from './pumps.js';
import { QueuePump, type PumpContext } from './queue-pump.js';
import type { Queues } from './queues.js';

export interface ConsumeContext extends PumpContext {
  readonly pumps: Pumps;
  readonly queues: Queues;
  readonly authorizer: Authorizer;
  readonly deliveries: Deliveries;
  readonly traffic: Traffic;
  readonly lifecycle: Lifecycle;
}

/** What `consume` returns: a slot of a pump, seen from outside. */
class ConsumerHandle implements Consumer {
  constructor(
    readonly slot: ConsumerSlot,
    private readonly pumps: Pumps,
  ) {}

  signal(): void {
    if (this.slot.state === 'consuming') this.pumps.get(this.slot.queue.id)?.signal();
  }

  async cancel(): Promise<void> {
    this.pumps.detach(this.slot);
  }
}

export function createConsumerVerbs(context: ConsumeContext): ConsumerVerbs {
  const { pumps, queues, deliveries } = context;
  return {
    async consume(session, vhost, name, handler) {
      context.lifecycle.requireServing();
      context.authorizer.authorize(session, vhost, 'read', name);
      const { queue, settings } = await queues.find(vhost, name);
      const slot = new ConsumerSlot(queue, handler, session);
      pumps.attach(slot, () => new QueuePump(queue, settings.deliveryLimit, context.traffic.of(queue.id), context));
      return new ConsumerHandle(slot, pumps);
    },

    ack: (delivery) => deliveries.ack(delivery),
    settle: (delivery, outcome, options) => deliveries.settle(delivery, outcome, options),

    async abandon(consumer) {
      if (!(consumer instanceof ConsumerHandle))
        throw new BrokerError('invalid_argument', 'the consumer is not one of this broker');
      pumps.detach(consumer.slot);
      await deliveries.abandon(consumer.slot);
    },
  };
}

/** After a change of topology or permissions: consumers of queues that are gone or may no longer be read are cancelled. */
export function reviseConsumers({ pumps, queues, authorizer }: Pick<ConsumeContext, 'pumps' | 'queues' | 'authorizer'>): void {
  for (const pump of [...pumps.all()]) {
    const origin = queues.byId(pump.queue.id);
    if (origin !== null) pump.deliveryLimit = origin.settings.deliveryLimit;
    for (const slot of [...pump.consumers]) {
      const reason = origin === null ? `queue '${pump.queue.name}' was deleted` : refusal(authorizer, slot);
      if (reason === null) continue;
      pumps.detach(slot);
      slot.handler.cancelled(reason);
    }
  }
}

function refusal(authorizer: Authorizer, { session, queue }: ConsumerSlot): string | null {
  try {
    authorizer.authorize(session, queue.vhost, 'read', queue.name);
    return null;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
