import type { PublishOptions } from '../../publish.js';

/**
 * Data for `emit` and `send`, with how it is published.
 *
 * @example
 * ```ts
 * import type { ClientProxy } from '@nestjs/microservices';
 * import { HowdahRecord } from '@howdah/sdk/nestjs/microservices';
 *
 * declare const billing: ClientProxy;
 * billing.emit('order.paid', new HowdahRecord({ id: 'a-1' }, { idempotencyKey: 'a-1', delay: '5m' }));
 * ```
 */
export class HowdahRecord<T = unknown> {
  /**
   * Sends nothing yet.
   *
   * @param data - What the handler gets.
   * @param options - As those of `publish`.
   */
  constructor(
    /** What the handler gets. */
    readonly data: T,
    /** How it is published. */
    readonly options: Omit<PublishOptions, 'signal'> = {},
  ) {}
}
