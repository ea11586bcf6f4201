import { EventEmitter, once } from 'node:events';
import amqp, { type Channel, type ChannelModel, type ConsumeMessage } from 'amqplib';
import { onTestFinished } from 'vitest';
import type { Broker } from './broker.js';

/** Where the broker speaks AMQP. */
function amqpUrl({ output }: Broker): string {
  return /AMQP +(amqp:\S+)/.exec(output())![1]!;
}

/** A connection that may be cut at any moment; it is closed after the test. */
export async function connect(broker: Broker): Promise<ChannelModel> {
  const connection = await amqp.connect(amqpUrl(broker).replace('://', '://guest:guest@'));
  connection.on('error', () => undefined); // 'close' follows
  onTestFinished(() => connection.close().catch(() => undefined));
  return connection;
}

/** Resolves when the connection is gone, with or without an error before (which `once` would reject with). */
export function closed(connection: ChannelModel): Promise<void> {
  return new Promise((resolve) => connection.once('close', () => resolve()));
}

/** A channel of a connection of its own. */
export async function openChannel(broker: Broker): Promise<Channel> {
  return quiet(await (await connect(broker)).createChannel());
}

/** For a channel that the broker may close: the call that failed says so already. */
export function quiet<T extends Channel>(channel: T): T {
  return channel.on('error', () => undefined);
}

/** Tries until `attempt` gives something else than undefined, as soon as the broker has answered; until `limitMs` have passed. */
export async function poll<T>(limitMs: number, attempt: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await attempt();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`it did not come about within ${limitMs} ms`);
  }
}

/** Deliveries of one or more consumers, in the order they came. */
export interface Inbox {
  readonly received: readonly ConsumeMessage[];
  /** For `consume`. */
  readonly receive: (message: ConsumeMessage | null) => void;
  /** Resolves with what `find` finds in the deliveries, as soon as it does. */
  readonly until: <T>(find: (received: readonly ConsumeMessage[]) => T | undefined) => Promise<T>;
}

/** `onMessage` is called for each delivery, before the inbox has it. */
export function createInbox(onMessage: (message: ConsumeMessage) => void = () => undefined): Inbox {
  const received: ConsumeMessage[] = [];
  const arrivals = new EventEmitter().setMaxListeners(0);
  const receive = (message: ConsumeMessage | null) => {
    if (message === null) return; // the broker has cancelled the consumer
    onMessage(message);
    received.push(message);
    arrivals.emit('arrival');
  };
  const until = async <T>(find: (received: readonly ConsumeMessage[]) => T | undefined): Promise<T> => {
    for (;;) {
      const found = find(received);
      if (found !== undefined) return found;
      await once(arrivals, 'arrival');
    }
  };
  return { received, receive, until };
}
