import type { Message } from '../message/message.js';
import type { PlanBook } from '../publish/plan-book.js';
import type { RoutePlan } from '../publish/route-plan.js';
import { brokerOfAddress, isReplyAddress, type ReplyAddresses } from './reply-addresses.js';
import { inboxName } from './inbox-name.js';

/** Where an answer goes that is published to an address: to a client of this broker at once, or to the inbox of the broker that has it. */
export class ReplyRoutes {
  constructor(
    private readonly addresses: ReplyAddresses,
    private readonly plans: PlanBook,
  ) {}

  /** For a message that no queue wants. */
  route(vhost: string, message: Message): RoutePlan | 'delivered' | 'unroutable' {
    const { exchange, routingKey } = message;
    if (exchange !== '' || !isReplyAddress(routingKey)) return 'unroutable';
    if (this.addresses.deliver(vhost, message)) return 'delivered';
    return this.#toInbox(vhost, routingKey) ?? 'unroutable';
  }

  /** Whether somebody may wait there: known of the addresses here, and of other brokers that they are up. */
  exists(vhost: string, routingKey: string): boolean {
    return this.addresses.has(vhost, routingKey) || this.#toInbox(vhost, routingKey) !== null;
  }

  #toInbox(vhost: string, routingKey: string): RoutePlan | null {
    const broker = brokerOfAddress(routingKey);
    if (broker === null || this.addresses.isOurs(routingKey)) return null;
    const plan = this.plans.ofExchange(vhost, '')?.byKey(inboxName(broker));
    return plan === undefined || plan.targets.length === 0 ? null : plan;
  }
}
