// Fastify: consumes orders and publishes shipments.
import { setTimeout } from 'node:timers/promises';
import { connect, DeadLetter } from '@howdah/sdk';
import fastify from 'fastify';
import { orders, shipments } from './queues.js';

const { AMQP_URL, PORT = '0' } = process.env;
if (AMQP_URL === undefined) throw new Error('AMQP_URL has to be set');

const client = await connect(AMQP_URL, {
  name: 'warehouse',
  onError: (error, message) => console.error(`attempt ${message?.attempt}: ${(error as Error).message}`),
});
let packed = 0;

const worker = client.consume(
  orders,
  async ({ data: { id, sku }, attempt }) => {
    if (sku === 'unknown') throw new DeadLetter(`there is no ${sku} in this warehouse`);
    if (sku === 'heavy' && attempt === 1) throw new Error('the fork-lift is in use');
    await setTimeout(5);
    // The same key if it has to be done again: the shop takes both for one.
    await client.publish(shipments, { orderId: id }, { idempotencyKey: id });
    packed++;
  },
  { concurrency: 4, drainTimeout: '20s' },
);

const app = fastify();
app.get('/livez', async (_, reply) => reply.code(worker.health().healthy ? 200 : 503).send(worker.health()));
// Fastify calls it when no request is under way any more.
app.addHook('onClose', () => client.close());

await worker.ready();
console.log(`warehouse listens on ${await app.listen({ port: Number(PORT), host: '127.0.0.1' })}`);

process.once('SIGTERM', () => void app.close().then(() => console.log(`warehouse stopped, packed ${packed}`)));
