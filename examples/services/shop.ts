// Express: takes orders over HTTP, publishes them, consumes what became of them, and lets those that are shipped be billed.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, deadLettersOf, isHowdahError } from '@howdah/sdk';
import express, { type ErrorRequestHandler } from 'express';
import { invoices, orders, shipments } from './queues.js';

const { AMQP_URL, PORT = '0' } = process.env;
if (AMQP_URL === undefined) throw new Error('AMQP_URL has to be set');

type State = 'accepted' | 'shipped' | 'refused';

/** A real shop has a table. */
const states = new Map<string, State>();

const client = await connect(AMQP_URL, { name: 'shop' });
// Delivered twice, it is billed once, by its key, and set twice to the same.
const worker = client.consume(shipments, async ({ data: { orderId } }) => {
  await client.publish(invoices, { orderId }, { idempotencyKey: orderId });
  states.set(orderId, 'shipped');
});
client.consume(deadLettersOf(orders), ({ id }) => void states.set(id, 'refused'));

const app = express().use(express.json());

app.post('/orders', async (request, response) => {
  const id = randomUUID();
  const { sku, quantity } = request.body as { sku: string; quantity: number };
  await client.publish(orders, { id, sku, quantity }, { idempotencyKey: id });
  // It may have been shipped before we come to here.
  if (!states.has(id)) states.set(id, 'accepted');
  response.status(202).location(`/orders/${id}`).json({ id });
});

app.get('/orders', (_, response) => {
  const counts = { accepted: 0, shipped: 0, refused: 0 };
  for (const state of states.values()) counts[state]++;
  response.json(counts);
});

app.get('/livez', (_, response) => void response.status(worker.health().healthy ? 200 : 503).json(worker.health()));

const toProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (!isHowdahError(error)) return next(error);
  if (error.code === 'schema_invalid') response.status(400).json({ title: error.message, issues: error.issues });
  else response.status(503).set('Retry-After', '1').json({ title: error.message });
};
app.use(toProblem);

const server = app.listen(Number(PORT), '127.0.0.1');
await once(server, 'listening');
console.log(`shop listens on http://127.0.0.1:${(server.address() as AddressInfo).port}`);

process.once('SIGTERM', () => {
  // First nobody new, then what is under way, then the workers with what they hold.
  server.close(() => void client.close().then(() => console.log('shop stopped')));
  server.closeIdleConnections();
});
