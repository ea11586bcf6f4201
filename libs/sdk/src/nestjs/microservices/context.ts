import { BaseRpcContext } from '@nestjs/microservices';
import type { Message } from '../../message.js';

/**
 * What `@Ctx()` gives a handler.
 *
 * @example
 * ```ts
 * import { Controller } from '@nestjs/common';
 * import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
 * import { HowdahContext } from '@howdah/sdk/nestjs/microservices';
 *
 * @Controller()
 * export class Invoices {
 *   @EventPattern<string>('order.paid')
 *   async invoice(@Payload() order: { id: string }, @Ctx() context: HowdahContext): Promise<void> {
 *     console.log(order.id, context.getMessage().attempt, context.getSignal().aborted);
 *   }
 * }
 * ```
 */
export class HowdahContext extends BaseRpcContext<[message: Message, signal: AbortSignal, pattern: string]> {
  /** The message whose packet it is: attempt, headers, id. */
  getMessage(): Message {
    return this.args[0];
  }

  /** Aborted when the handler takes too long or the service stops. */
  getSignal(): AbortSignal {
    return this.args[1];
  }

  /** By which the handler was found. */
  getPattern(): string {
    return this.args[2];
  }
}
