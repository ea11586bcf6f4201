import { operations } from '@howdah/contracts';
import { CliError } from '../cli-error.js';
import type { Invocation } from '../invocation.js';
import type { Passing } from './tail-line.js';

/** It goes by itself when we do not come to delete it, and never grows beyond this. */
const ownQueue = { 'x-expires': 60_000, 'x-max-length': 10_000, 'x-durability': 'transient' };
const waitMs = 10_000;
const receiveMax = 100;

/** Copies of the messages that an exchange routes from now on. */
export async function* passingThrough(invocation: Invocation, exchange: string, key: string): AsyncGenerator<Passing> {
  const { client, out, inVhost } = invocation;
  const { type } = await client.lookUp(operations.getExchange, { params: { exchange }, query: inVhost });
  if (exchange === 'amq.default')
    throw new CliError('Nothing can be bound to the default exchange.', { remedy: 'Follow a queue instead.' });
  const queue = `howdah.tail.${crypto.randomUUID()}`;
  const params = { queue };
  await client.call(operations.declareQueue, { params, query: inVhost, body: { durable: false, arguments: ownQueue } });
  try {
    // A direct exchange knows no patterns; the others that ignore keys take any.
    const routingKey = type === 'direct' && key === '#' ? '' : key;
    await client.call(operations.bind, { query: inVhost, body: { source: exchange, destination: queue, routingKey } });
    out.note(`following ${exchange}${type === 'topic' || type === 'direct' ? ` by '${routingKey}'` : ''}; Ctrl-C ends it`);
    for (;;) {
      const body = { max: receiveMax, waitMs, autoAck: true };
      yield* (await client.call(operations.receive, { params, query: inVhost, body })).messages;
    }
  } finally {
    await deleteQueue(invocation, queue);
  }
}

/** Also after Ctrl-C, when our own signal would cut the request. */
async function deleteQueue({ client, inVhost }: Invocation, queue: string): Promise<void> {
  await client.last(operations.deleteQueue, { params: { queue }, query: inVhost }).catch(() => undefined);
}
