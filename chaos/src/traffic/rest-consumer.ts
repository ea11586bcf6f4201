import { setTimeout as pause } from 'node:timers/promises';
import type { Broker } from '../stage/broker.js';
import { aroundFrom, retryMs, type ClientContext } from './client.js';
import { post } from './http.js';

interface Received {
  readonly messages: readonly {
    readonly token: string;
    readonly redelivered: boolean;
    readonly properties: { readonly messageId: string };
  }[];
}

interface SettleResults {
  readonly results: readonly { readonly status: number }[];
}

const receive = { max: 20, waitMs: 1_000, leaseMs: 5_000 };

/** Receives and settles over HTTP. What the answer says is settled must never come again. */
export async function consumeOverRest(context: ClientContext, queue: string): Promise<void> {
  let calls = 0;
  for (const broker of aroundFrom(context)) {
    try {
      // The same broker as long as it answers.
      while (!context.stopped.aborted) await receiveOnce(context, queue, broker, `${context.name}/${++calls}`);
    } catch {
      await pause(retryMs);
    }
    if (context.stopped.aborted) return;
  }
}

async function receiveOnce({ history }: ClientContext, queue: string, broker: Broker, consumer: string): Promise<void> {
  const { messages } = (await post(broker, { path: `queues/${queue}/deliveries`, body: receive })) as Received;
  for (const { redelivered, properties } of messages) {
    history.add({ type: 'delivered', id: properties.messageId, queue, consumer, broker: broker.name, redelivered });
  }
  if (messages.length === 0) return;
  const settlements = messages.map(({ token }) => ({ token, outcome: 'ack' }));
  const { results } = (await post(broker, { path: `queues/${queue}/settlements`, body: { settlements } })) as SettleResults;
  results.forEach(({ status }, i) => {
    if (status === 200) history.add({ type: 'settled', id: messages[i]!.properties.messageId, queue });
  });
}
