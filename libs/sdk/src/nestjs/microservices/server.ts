import { RpcException, Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { Client, ConsumeOptions } from '../../client.js';
import { HowdahError } from '../../errors.js';
import type { Message } from '../../message.js';
import { DeadLetter } from '../../outcome.js';
import type { Queue } from '../../queue.js';
import type { HandlerContext } from '../../worker/handler-run.js';
import type { Worker } from '../../worker/worker.js';
import { HowdahContext } from './context.js';
import { isPacket, type Packet, type PacketAnswer } from './packet.js';

/** How a microservice consumes. */
export interface HowdahServerOptions extends Omit<ConsumeOptions, 'signal'> {
  /** Closed by whoever has made it. */
  readonly client: Client;
  /** Where the other side sends its packets. */
  readonly queue: Queue;
}

/**
 * A transport strategy of Nest: `@EventPattern` and `@MessagePattern` handlers consume one queue. An event is acknowledged when its
 * handlers have returned; one that fails is retried, as the queue says, so handlers have to bear being called twice. A packet that no
 * handler wants is a dead letter.
 *
 * A request whose handler throws an `RpcException` is answered with it and acknowledged; any other error is a failed attempt, and answered
 * when the message is dead. Nest's own filter makes one opaque object of errors before a transport sees them: add
 * {@link PassErrorsFilter}, so that outcomes such as `RetryAfter` count and the broker keeps the error.
 *
 * @example
 * ```ts
 * import { NestFactory } from '@nestjs/core';
 * import { connect, defineQueue } from '@howdah/sdk';
 * import { HowdahServer, PassErrorsFilter } from '@howdah/sdk/nestjs/microservices';
 *
 * class AppModule {}
 * const client = await connect('amqp://guest:guest@127.0.0.1:5672');
 * const app = await NestFactory.createMicroservice(AppModule, {
 *   strategy: new HowdahServer({ client, queue: defineQueue('billing'), concurrency: 4 }),
 * });
 * app.useGlobalFilters(new PassErrorsFilter());
 * await app.listen();
 * ```
 */
export class HowdahServer extends Server implements CustomTransportStrategy {
  /** Failures reach the broker, which retries. */
  override readonly propagatesEventHandlerErrors = true;
  #worker: Worker | undefined;

  /**
   * Subscribes nothing yet; that is done by `listen`.
   *
   * @param options - Client, queue, and what `client.consume` takes.
   */
  constructor(private readonly options: HowdahServerOptions) {
    super();
    this.transportId = Symbol.for('howdah');
  }

  /** Calls back when it is subscribed, or with the error that makes it impossible: `queue_not_found`, `queue_mismatch` and such. */
  listen(callback: (error?: unknown) => unknown): void {
    const { client, queue, ...options } = this.options;
    this.#worker = client.consume(queue, (message, context) => this.#handle(message, context), options);
    this.#worker.ready().then(() => callback(), callback);
  }

  /** Takes no more and waits for handlers, at most `drainTimeout`. */
  async close(): Promise<void> {
    await this.#worker?.close();
  }

  /** There are no events: `onError` of the client tells what fails. */
  on(event: string): never {
    throw noEvents(event);
  }

  /** The client. */
  unwrap<T>(): T {
    return this.options.client as T;
  }

  async #handle(message: Message, { signal }: HandlerContext): Promise<PacketAnswer | undefined> {
    const packet = message.data;
    if (!isPacket(packet)) throw new DeadLetter('the message is no packet of Nest: it has no pattern');
    const pattern = this.getPatternAsString(packet.pattern);
    const context = new HowdahContext([message, signal, pattern]);
    const run = (): Promise<unknown> => this.#call(pattern, packet, context);
    return packet.id === undefined ? void (await this.#observed(context, run)) : answered(this.#observed(context, run));
  }

  async #call(pattern: string, { data }: Packet, context: HowdahContext): Promise<unknown> {
    const handler = this.getHandlerByPattern(pattern);
    if (handler === null) throw new DeadLetter(`there is no handler for the pattern ${pattern}`);
    const result: unknown = await handler(data, context);
    return lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
  }

  /** Between Nest's hooks, by which instrumentation follows a call. */
  #observed<T>(context: HowdahContext, run: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.onProcessingStartHook(this.transportId!, context, async () => {
        await run().then(resolve, reject);
        this.onProcessingEndHook?.(this.transportId!, context);
      });
    });
  }
}

/** What a handler meant for the requester is an answer; everything else is a failed attempt. */
async function answered(result: Promise<unknown>): Promise<PacketAnswer> {
  try {
    return { response: await result, isDisposed: true };
  } catch (error) {
    if (error instanceof RpcException) return { err: error.getError(), isDisposed: true };
    if (error instanceof Error) throw error;
    return { err: error, isDisposed: true };
  }
}

export const noEvents = (event: string): HowdahError =>
  new HowdahError('unsupported', `there is no event '${event}'`, {
    remedy: 'Give the client an onError, and ask worker.health().',
  });
