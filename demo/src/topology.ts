import { operations } from '@howdah/contracts';
import { Refused, type BrokerClient } from './broker-client.js';
import type { Service } from './services/service.js';
import { services } from './services/services.js';

/** A virtual host of its own: nobody else's queues are touched, and each run starts with nothing. */
export const vhost = 'howdah-demo';
const query = { vhost };

/** Failed deliveries after which an order is tried once more and no more. */
const deliveryLimit = 4;

const retryArguments = {
  'x-delivery-limit': deliveryLimit,
  'x-retry-backoff': 'exponential',
  'x-retry-delay': 200,
  'x-retry-factor': 2,
  'x-retry-max-delay': 2_000,
  'x-retry-jitter': 0.2,
};

export async function declareTopology(client: BrokerClient, user: string): Promise<void> {
  await createVhost(client, user);
  await client.call(operations.declareExchange, { params: { exchange: 'orders' }, query, body: { type: 'topic' } });
  for (const service of services) {
    await declareDeadLetters(client, service);
    await declareQueue(client, service);
  }
}

async function createVhost(client: BrokerClient, user: string): Promise<void> {
  await client.call(operations.deleteVhost, { params: { vhost } }).catch((error: unknown) => {
    if (!(error instanceof Refused && error.code === 'vhost_not_found')) throw error;
  });
  await client.call(operations.createVhost, { params: { vhost }, body: { description: 'npm run demo' } });
  const everything = { configure: '.*', write: '.*', read: '.*' };
  await client.call(operations.putPermission, { params: { user }, query, body: everything });
}

async function declareDeadLetters(client: BrokerClient, { deadLetters }: Service): Promise<void> {
  await client.call(operations.declareExchange, { params: { exchange: deadLetters }, query, body: { type: 'fanout' } });
  await client.call(operations.declareQueue, { params: { queue: deadLetters }, query, body: {} });
  await client.call(operations.bind, { query, body: { source: deadLetters, destination: deadLetters } });
}

async function declareQueue(client: BrokerClient, { queue, deadLetters, topics }: Service): Promise<void> {
  const settings = { ...retryArguments, 'x-dead-letter-exchange': deadLetters };
  await client.call(operations.declareQueue, { params: { queue }, query, body: { arguments: settings } });
  for (const routingKey of topics) {
    await client.call(operations.bind, { query, body: { source: 'orders', destination: queue, routingKey } });
  }
}
