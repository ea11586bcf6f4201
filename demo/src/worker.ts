import { operations, type OutputOf } from '@howdah/contracts';
import type { BrokerClient } from './broker-client.js';
import type { Ledger, ServiceLedger } from './ledger.js';
import { parseOrder, type Order } from './order.js';
import { Failure, type Service } from './services/service.js';
import { vhost } from './topology.js';

type Received = OutputOf<typeof operations.receive>['messages'][number];

/** What the broker is told about a delivery. */
interface Settlement {
  readonly token: string;
  readonly outcome: 'ack' | 'retry' | 'reject';
  readonly error?: { readonly name: string; readonly message: string; readonly stack?: string };
}

const batchMax = 100;
const waitMs = 5_000;
const leaseMs = 10_000;

export interface WorkerContext {
  readonly client: BrokerClient;
  readonly ledger: Ledger;
  /** Ends it between two batches: what was received is settled. */
  readonly signal: AbortSignal;
}

/** One consumer of a service's queue: receives, works and settles in batches until the signal comes. */
export async function runWorker(service: Service, { client, ledger, signal }: WorkerContext): Promise<void> {
  const own = ledger.services[service.name];
  const target = { params: { queue: service.queue }, query: { vhost } };
  while (!signal.aborted) {
    const messages = await receive(client, target, signal);
    const settlements = await Promise.all(messages.map((message) => work(service, own, message)));
    await settle(client, target, settlements, own);
    const now = Date.now();
    messages.forEach((message, index) => {
      if (settlements[index]?.outcome === 'ack') own.latencies.push(now - (ledger.sentAt.get(idOf(message)) ?? now));
    });
  }
}

type Target = { readonly params: { readonly queue: string }; readonly query: { readonly vhost: string } };

async function receive(client: BrokerClient, target: Target, signal: AbortSignal): Promise<readonly Received[]> {
  try {
    const body = { max: batchMax, waitMs, leaseMs };
    return (await client.call(operations.receive, { ...target, body, signal })).messages;
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  }
}

async function work(service: Service, own: ServiceLedger, message: Received): Promise<Settlement> {
  const { token, attempt, redelivered } = message;
  own.noteReceived(idOf(message), message.id);
  if (redelivered) own.redeliveredCount++;
  try {
    await service.handle(readOrder(message), attempt);
    own.noteProcessed(idOf(message));
    return { token, outcome: 'ack' };
  } catch (error) {
    return { token, outcome: isFinal(error) ? 'reject' : 'retry', error: describe(error as Error) };
  }
}

/** The broker shows a body as JSON when it is JSON, else as the text that it is. */
function readOrder({ body, bodyEncoding }: Received): Order {
  return bodyEncoding === 'json' ? (body as Order) : parseOrder(String(body));
}

function idOf({ properties }: Received): string {
  return properties.messageId ?? '';
}

function isFinal(error: unknown): boolean {
  return error instanceof SyntaxError || (error instanceof Failure && error.isFinal);
}

function describe({ name, message, stack }: Error): NonNullable<Settlement['error']> {
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}

/** Not ended by the signal. A settlement that the broker had done before its answer was lost comes back as a lost lease. */
async function settle(
  client: BrokerClient,
  target: Target,
  settlements: readonly Settlement[],
  own: ServiceLedger,
): Promise<void> {
  if (settlements.length === 0) return;
  const { results } = await client.call(operations.settle, { ...target, body: { settlements: [...settlements] } });
  const repeated = settlements.filter((_, index) => note(results[index], own) === 'again');
  await settle(client, target, repeated, own);
}

type Result = OutputOf<typeof operations.settle>['results'][number];

function note(result: Result | undefined, own: ServiceLedger): 'again' | 'done' {
  if (result === undefined) throw new Error('a settlement was not answered');
  if ('problem' in result && result.problem.retryable) return 'again';
  if ('problem' in result && result.problem.code !== 'lease_lost') throw new Error(result.problem.detail);
  if ('problem' in result) own.leaseLostCount++;
  else own.settledCount++;
  return 'done';
}
