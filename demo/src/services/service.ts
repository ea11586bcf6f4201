import type { Order } from '../order.js';

export type ServiceName = 'payment' | 'stock' | 'email';

/** One of the shop's programs: what it wants to hear of, and what it does with an order. */
export interface Service {
  readonly name: ServiceName;
  readonly queue: string;
  /** Where its dead letters go: the name of an exchange and of the one queue bound to it. */
  readonly deadLetters: string;
  /** Topics of the exchange `orders`. An order that matches several comes once. */
  readonly topics: readonly string[];
  /** `attempt` is 1 on the first delivery. @throws Failure */
  handle(order: Order, attempt: number): Promise<void>;
}

/** Why an order could not be worked. A final one is not tried again. */
export class Failure extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly isFinal: boolean,
  ) {
    super(message);
  }
}
