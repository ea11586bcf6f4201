import type { ConsumerHandler, Delivery } from '@howdah/core';

/** Collects deliveries; a test takes them one by one and waits for those to come. */
export class TestConsumer implements ConsumerHandler {
  readonly name = 'worker-1';
  readonly autoAck: boolean;
  /** Deliveries not yet settled that it takes at the same time. */
  prefetch: number;
  unsettled = 0;
  cancelReason: string | null = null;
  readonly #waiting: Delivery[] = [];
  #takers: ((delivery: Delivery) => void)[] = [];

  constructor(options: { prefetch?: number; autoAck?: boolean } = {}) {
    this.prefetch = options.prefetch ?? 100;
    this.autoAck = options.autoAck ?? false;
  }

  /** How many have come and were not taken. */
  get waitingCount(): number {
    return this.#waiting.length;
  }

  capacity(): number {
    return this.prefetch - this.unsettled;
  }

  deliver(delivery: Delivery): void {
    if (!this.autoAck) this.unsettled++;
    const taker = this.#takers.shift();
    if (taker === undefined) this.#waiting.push(delivery);
    else taker(delivery);
  }

  cancelled(reason: string): void {
    this.cancelReason = reason;
  }

  next(): Promise<Delivery> {
    const delivery = this.#waiting.shift();
    if (delivery !== undefined) return Promise.resolve(delivery);
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  async take(count: number): Promise<Delivery[]> {
    const deliveries: Delivery[] = [];
    while (deliveries.length < count) deliveries.push(await this.next());
    return deliveries;
  }
}
