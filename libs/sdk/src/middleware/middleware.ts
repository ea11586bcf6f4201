import type { Incoming, Outgoing } from '../link/link.js';
import type { Message } from '../message.js';

/**
 * A layer around every publish and every handling. The first that is used is the outermost.
 *
 * @example
 * ```ts
 * import type { Client, Middleware } from '@howdah/sdk';
 *
 * const timing: Middleware = {
 *   name: 'timing',
 *   async handle(message, next) {
 *     const started = performance.now();
 *     try {
 *       return await next();
 *     } finally {
 *       console.log(message.queue, performance.now() - started);
 *     }
 *   },
 * };
 * declare const client: Client;
 * client.use(timing);
 * ```
 */
export interface Middleware {
  /** For errors. */
  readonly name: string;
  /** Before the message leaves: may change body, content type and headers. `next` resolves when the broker has stored it. */
  publish?(message: Outgoing, next: () => Promise<void>): Promise<void>;
  /** Before the message is read: undoes what `publish` did. What it throws makes a dead letter. */
  receive?(message: Incoming): Promise<void>;
  /** Around the handler, after the schema has been checked. */
  handle?(message: Message, next: () => Promise<unknown>): Promise<unknown>;
}

/** `last`, with the layers around it. */
export function around<Args extends readonly unknown[], Result>(
  layers: readonly ((...all: [...Args, () => Promise<Result>]) => Promise<Result>)[],
  last: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return layers.reduceRight<(...args: Args) => Promise<Result>>(
    (next, layer) =>
      (...args) =>
        layer(...args, () => next(...args)),
    last,
  );
}
