import { openClient, type Client } from './client.js';
import { withGround, type GroundWanted } from './ground.js';
import type { Peer } from './peers.js';

/** What clients do. Counts of connections; window and prefetch are those of each. */
export interface Load extends Partial<GroundWanted> {
  /** Bytes of a body. */
  readonly size: number;
  readonly publishers: number;
  readonly consumers: number;
  readonly window: number;
  readonly prefetch: number;
  readonly consumersPerQueue?: number;
  /** Messages per second; default is as many as the window allows. */
  readonly rate?: number;
  readonly topPriority?: number;
}

/** As RabbitMQ is usually measured. */
export const usualLoad: Load = { size: 1024, publishers: 2, consumers: 2, window: 300, prefetch: 300 };

export interface Traffic {
  readonly publisher: Client;
  readonly consumer: Client;
}

/**
 * Publishers that have a window only wait for consumers when these are so far behind: deliveries, and bytes of their bodies.
 * Otherwise what is measured last is how a backlog grows.
 */
const aheadMax = 100_000;
const aheadBytesMax = 256 * 1024 * 1024;

/** How long the last messages may take to arrive. */
const arriveMsMax = 180_000;

/**
 * Opens clients for the work, which has them publish; then waits until everything that was confirmed has arrived.
 * @throws when a message is lost, or comes twice without saying so.
 */
export async function withTraffic<T>(peer: Peer, load: Load, work: (traffic: Traffic) => Promise<T>): Promise<T> {
  const { queues: queueCount = 1, fanOut = false, queueArguments = {} } = load;
  return withGround(peer, { queues: queueCount, fanOut, queueArguments }, async ({ target, queues, exchange, routingKeys }) => {
    const clients: Client[] = [];
    try {
      const { publishers, consumers, consumersPerQueue = consumers, rate = 0, topPriority = 0, size, window, prefetch } = load;
      const consumedAt = { ...target, url: peer.server.otherUrl ?? target.url };
      const publish = { ...target, role: 'publish', connections: publishers, exchange, routingKeys, size, window } as const;
      const ahead = { copies: fanOut ? queueCount : 1, aheadMax: Math.min(aheadMax, Math.floor(aheadBytesMax / size)) };
      const publisher = await openClient({ ...publish, ...ahead, rate, topPriority, count: 0 });
      clients.push(publisher);
      const consume = { ...consumedAt, role: 'consume', connections: consumers, queues, consumersPerQueue, prefetch } as const;
      const consumer = await openClient({ ...consume, copies: fanOut });
      clients.push(consumer);
      publisher.followArrivals(consumer);

      const done = await work({ publisher, consumer });
      const sent = await publisher.call({ name: 'stop' });
      await arrive(consumer, sent.total * ahead.copies);
      await publisher.call({ name: 'close' });
      return done;
    } finally {
      for (const client of clients) client.kill();
    }
  });
}

/** Waits until so many messages have come, looks for duplicates and closes the client. */
export async function arrive(consumer: Client, count: number): Promise<void> {
  await consumer.call({ name: 'expect', count, timeoutMs: arriveMsMax });
  const { total, duplicates } = await consumer.call({ name: 'close' });
  if (total !== count) throw new Error(`${count} messages were confirmed, ${total} came`);
  if (duplicates > 0) throw new Error(`${duplicates} messages came twice and were not marked as redelivered`);
}
