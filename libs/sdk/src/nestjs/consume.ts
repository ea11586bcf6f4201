import { Reflector, type ModuleRef } from '@nestjs/core';
import { SetMetadata } from '@nestjs/common';
import type { ConsumeOptions } from '../client.js';
import type { Queue } from '../queue.js';
import type { Handler } from '../worker/handling.js';

/** Gives a provider of the application, from whatever module. */
export type GetProvider = ModuleRef['get'];

/** Something, or how to make it of what the application provides, such as its configuration; done once, at start. */
export type Given<T> = T | ((get: GetProvider) => T);

/** How a method consumes. */
export interface ConsumerOptions extends Omit<ConsumeOptions, 'signal'> {
  /** Which connection of the application: the `connection` of a module. Default: the one without a name. */
  readonly connection?: string;
}

/** One `@Consume` above a method. */
export interface Declared {
  readonly queue: Given<Queue<never, unknown>>;
  readonly options: Given<ConsumerOptions>;
}

const key = Symbol.for('howdah.sdk.consume');
const reflector = new Reflector();

/**
 * Lets a method of a provider or controller handle the messages of a queue, as `client.consume` does. Guards, interceptors and pipes of
 * Nest apply, also those that are global: their `context.getType()` is `howdah`. Exception filters do not, for an error is what makes the
 * broker retry. Several above one method are several queues.
 *
 * @param queue - Where it consumes.
 * @param options - As those of `client.consume`.
 * @example
 * ```ts
 * import { Injectable } from '@nestjs/common';
 * import { defineQueue, type Message } from '@howdah/sdk';
 * import { Consume } from '@howdah/sdk/nestjs';
 *
 * const orders = defineQueue<{ id: string }>('orders');
 *
 * @Injectable()
 * export class Shipping {
 *   @Consume(orders, { concurrency: 4 })
 *   async ship({ data }: Message<{ id: string }>): Promise<void> {
 *     console.log('shipped', data.id);
 *   }
 * }
 * ```
 */
export function Consume<T>(queue: Given<Queue<never, T>>, options: Given<ConsumerOptions> = {}) {
  return <M extends Handler<T>>(target: object, name: string | symbol, method: TypedPropertyDescriptor<M>): void => {
    const declared = [...declaredOn(method.value!), { queue, options }];
    SetMetadata(key, declared)(target, name, method as TypedPropertyDescriptor<unknown>);
  };
}

export const declaredOn = (method: Handler<never>): readonly Declared[] =>
  reflector.get<Declared[] | undefined>(key, method) ?? [];
