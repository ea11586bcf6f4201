import amqp from 'amqplib';

/**
 * A shop at work, for pictures and for looking at the dashboard by hand: queues that move, one without consumers, and
 * orders that failed for different reasons. Resolves with one of each to look at, and how the shop is closed.
 */
export async function openShop({ url, amqpUrl, login }) {
  const ask = asker(url, login);
  await declare(ask);
  const connection = await amqp.connect(amqpUrl, { clientProperties: { connection_name: 'shop-workers' } });
  const channel = await connection.createChannel();
  await channel.prefetch(20);
  await channel.consume('orders.email', (message) => setTimeout(() => tolerate(() => channel.ack(message)), 300));
  await channel.consume('orders.invoices', (message) => setTimeout(() => tolerate(() => channel.ack(message)), 900));
  await fail(ask);
  const timer = setInterval(() => void publishSome(ask, 24).catch(() => undefined), 500);
  const close = async () => {
    clearInterval(timer);
    await connection.close().catch(() => undefined);
  };
  return { examples: await examplesOf(ask), close };
}

/** A dead letter, its kind of failure, and a redrive of another kind, which pauses because one has failed again. */
async function examplesOf(ask) {
  const { items } = await ask('GET', '/queues/orders.dead/messages?limit=50');
  const message = items.find(({ deaths }) => deaths[0]?.error?.name === 'PaymentTimeout');
  const filter = { errorName: 'CardDeclined' };
  const { id } = await ask('POST', '/queues/orders.dead/redrives', { filter, ratePerSecond: 1, failureShareMax: 0.05 });
  const { messages } = await ask('POST', '/queues/orders.payments/deliveries', { max: 1, waitMs: 5_000 });
  const settlements = messages.map(({ token }) => ({ token, outcome: 'retry', error: errors[1] }));
  await ask('POST', '/queues/orders.payments/settlements', { settlements });
  return { message: message.id, group: message.deaths[0].errorGroup, operation: id };
}

/** A client that is being closed refuses what comes late. */
function tolerate(act) {
  try {
    act();
  } catch {
    // It is being closed.
  }
}

function asker(url, login) {
  const headers = { authorization: `Basic ${Buffer.from(login).toString('base64')}`, 'content-type': 'application/json' };
  return async (method, path, body) => {
    const response = await fetch(`${url}/v1${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
}

const retried = { 'x-delivery-limit': 2, 'x-retry-backoff': 'fixed', 'x-retry-delay': 200 };
const deadLetters = { 'x-dead-letter-exchange': 'dead' };

async function declare(ask) {
  await ask('PUT', '/exchanges/shop', { type: 'topic' });
  await ask('PUT', '/exchanges/dead', { type: 'fanout' });
  await ask('PUT', '/queues/orders.dead', {});
  await ask('POST', '/bindings', { source: 'dead', destination: 'orders.dead' });
  const queues = [
    ['orders.email', 'order.*', {}],
    ['orders.invoices', 'order.paid', {}],
    ['orders.payments', 'order.paid', { ...retried, ...deadLetters }],
    ['stock.reservations', 'stock.#', { 'x-single-active-consumer': true }],
    ['reports.nightly', 'report.nightly', { 'x-message-ttl': 86_400_000, 'x-max-length': 10_000 }],
  ];
  for (const [name, routingKey, args] of queues) {
    await ask('PUT', `/queues/${name}`, { arguments: args });
    await ask('POST', '/bindings', { source: 'shop', destination: name, routingKey });
  }
  for (let shard = 1; shard <= 18; shard++) await ask('PUT', `/queues/events.shard-${String(shard).padStart(2, '0')}`, {});
}

async function publishSome(ask, count) {
  const messages = Array.from({ length: count }, (_, index) => order(index, 'order.created'));
  await ask('POST', '/exchanges/shop/messages', { messages });
}

function order(index, routingKey) {
  return {
    routingKey,
    body: {
      order: 48_200 + index,
      customer: `c-${1_000 + index * 7}`,
      total: '49.90',
      currency: 'EUR',
      lines: [{ sku: 'HWD-7', quantity: 1 }],
    },
    headers: { 'x-tenant': 'north', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    properties: { contentType: 'application/json', type: routingKey, appId: 'shop-api' },
  };
}

const errors = [
  {
    name: 'PaymentTimeout',
    message: 'no answer from the bank within 5000 ms',
    stack:
      'PaymentTimeout: no answer from the bank within 5000 ms\n    at charge (/app/src/charge.ts:88:11)\n    at async handle (/app/src/worker.ts:31:5)',
  },
  {
    name: 'CardDeclined',
    message: 'the card was declined: insufficient funds',
    stack: 'CardDeclined: the card was declined\n    at charge (/app/src/charge.ts:71:13)',
  },
];

/** Orders whose payment fails three times each, and some that wait for their next attempt. */
async function fail(ask) {
  const messages = Array.from({ length: 14 }, (_, index) => order(index, 'order.paid'));
  await ask('POST', '/exchanges/shop/messages', { messages });
  for (let count = 1; count > 0;) {
    const { messages: received } = await ask('POST', '/queues/orders.payments/deliveries', { max: 12, waitMs: 1_500 });
    count = received.length;
    const settlements = received.map(({ token, body }) => ({
      token,
      outcome: 'retry',
      error: errors[body.order % 3 === 0 ? 1 : 0],
    }));
    if (count > 0) await ask('POST', '/queues/orders.payments/settlements', { settlements });
  }
  await ask('POST', '/exchanges/shop/messages', { messages: messages.slice(0, 2) });
  const { messages: held } = await ask('POST', '/queues/orders.payments/deliveries', { max: 2, leaseMs: 600_000 });
  await ask('POST', '/queues/orders.payments/settlements', {
    settlements: held.slice(0, 1).map(({ token }) => ({ token, outcome: 'retry', delayMs: 3_600_000, error: errors[0] })),
  });
  await ask('POST', '/queues/stock.reservations/messages', {
    messages: Array.from({ length: 37 }, (_, index) => ({ body: { sku: `HWD-${index}` } })),
  });
  await ask('POST', '/queues/reports.nightly/messages', { body: { report: 'sales' }, delayMs: 7_200_000 });
}
