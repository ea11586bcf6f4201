import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { operations } from '@howdah/contracts';
import type { BrokerClient } from './broker-client.js';
import type { Ledger } from './ledger.js';
import { readEnvelope, routingKeyOf } from './order.js';
import { services } from './services/services.js';
import { vhost } from './topology.js';

const batchSize = 100;
/** Batches on their way at a time. */
const laneCount = 2;

/** Publishes all of them at so many orders per second and resolves when the broker has confirmed the last. */
export async function publishOrders(
  lines: readonly string[],
  { client, ledger, rate, signal }: { client: BrokerClient; ledger: Ledger; rate: number; signal: AbortSignal },
): Promise<void> {
  const run = randomUUID();
  const startedAt = Date.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let from = next; from < lines.length; from = next) {
      next += batchSize;
      await pause(Math.max(0, startedAt + (1_000 * from) / rate - Date.now()), undefined, { signal });
      await publishBatch(lines.slice(from, from + batchSize), `${run}/${from}`, { client, ledger, signal });
    }
  };
  await Promise.all(Array.from({ length: laneCount }, lane));
}

/** The key makes a repetition after a lost answer harmless: what is stored already is not stored again. */
async function publishBatch(
  lines: readonly string[],
  idempotencyKey: string,
  { client, ledger, signal }: { client: BrokerClient; ledger: Ledger; signal: AbortSignal },
): Promise<void> {
  const envelopes = lines.map(readEnvelope);
  for (const { id } of envelopes) ledger.noteSent(id);
  const answer = await client.call(operations.publishToExchange, {
    ...{ params: { exchange: 'orders' }, query: { vhost }, signal },
    headers: { 'idempotency-key': idempotencyKey },
    body: {
      messages: envelopes.map((envelope, index) => ({
        routingKey: routingKeyOf(envelope),
        properties: { messageId: envelope.id, contentType: 'application/json', appId: 'shop' },
        body: lines[index],
        bodyEncoding: 'text' as const,
      })),
    },
  });
  if (!('results' in answer)) throw new Error('a batch was answered as one message');
  answer.results.forEach((result, index) => {
    if ('problem' in result) throw new Error(`order ${envelopes[index]!.id} was refused: ${result.problem.detail}`);
    noteConfirmed(ledger, envelopes[index]!.id, result);
  });
}

function noteConfirmed(ledger: Ledger, orderId: string, { id, queues }: { id: string | null; queues: readonly string[] }): void {
  if (id === null) return;
  for (const { name, queue } of services) if (queues.includes(queue)) ledger.services[name].published.set(orderId, id);
}
