import { randomUUID } from 'node:crypto';
import { ClientProxy, type ReadPacket } from '@nestjs/microservices';
import type { Client } from '../../client.js';
import type { Duration } from '../../duration.js';
import type { PublishOptions } from '../../publish.js';
import type { Queue } from '../../queue.js';
import type { PacketAnswer } from './packet.js';
import { HowdahRecord } from './record.js';
import { noEvents } from './server.js';

/** How a service reaches a microservice. */
export interface HowdahClientProxyOptions {
  /** Closed by whoever has made it. */
  readonly client: Client;
  /** Where the other side consumes. */
  readonly queue: Queue;
  /** How long `send` waits for the answer. Default 30 s. */
  readonly timeout?: Duration;
}

/**
 * The other end of {@link HowdahServer}, for `ClientsModule`. `emit` completes when the broker has stored the event; `send` emits the
 * answer, and stops waiting when nobody listens any more.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { ClientsModule } from '@nestjs/microservices';
 * import { defineQueue } from '@howdah/sdk';
 * import { HowdahClient } from '@howdah/sdk/nestjs';
 * import { HowdahClientProxy } from '@howdah/sdk/nestjs/microservices';
 *
 * @Module({
 *   imports: [
 *     ClientsModule.registerAsync([
 *       {
 *         name: 'BILLING',
 *         inject: [HowdahClient],
 *         useFactory: (client: HowdahClient) => ({
 *           customClass: HowdahClientProxy,
 *           options: { client, queue: defineQueue('billing') },
 *         }),
 *       },
 *     ]),
 *   ],
 * })
 * export class ShopModule {}
 * ```
 */
export class HowdahClientProxy extends ClientProxy {
  /**
   * Sends nothing yet.
   *
   * @param options - Client and queue.
   */
  constructor(private readonly options: HowdahClientProxyOptions) {
    super();
  }

  /** Declares the queue. */
  async connect(): Promise<void> {
    await this.options.client.declare(this.options.queue);
  }

  /** Nothing: the client belongs to whoever has made it. */
  close(): void {}

  /** There are no events: `onError` of the client tells what fails. */
  override on(event: string): never {
    throw noEvents(event);
  }

  /** The client. */
  unwrap<T>(): T {
    return this.options.client as T;
  }

  /** @internal */
  protected publish(packet: ReadPacket, callback: (answer: PacketAnswer) => void): () => void {
    const stop = new AbortController();
    const { client, queue, timeout = '30s' } = this.options;
    const { content, options } = withoutRecord(packet);
    const request = { ...content, id: randomUUID() };
    client
      .request<unknown, PacketAnswer>(queue, request, { ...options, timeout, signal: stop.signal })
      .then(callback, (error: unknown) => callback({ err: error }));
    return () => stop.abort();
  }

  /** @internal */
  protected async dispatchEvent<T>(packet: ReadPacket): Promise<T> {
    const { content, options } = withoutRecord(packet);
    return (await this.options.client.publish(this.options.queue, content, options)) as T;
  }
}

function withoutRecord(packet: ReadPacket): { readonly content: ReadPacket; readonly options: PublishOptions } {
  const data: unknown = packet.data;
  if (data instanceof HowdahRecord) return { content: { ...packet, data: data.data as unknown }, options: data.options };
  return { content: packet, options: {} };
}
