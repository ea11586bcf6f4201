// CPU of this process for each message, by the SDK and by its transport alone, against a broker that runs: AMQP_URL.
import { Connection, ConsumerStatus } from 'rabbitmq-client';
import { connect, defineQueue } from '@howdah/sdk';
import { Counter } from './counter.js';

const url = process.env['AMQP_URL'] ?? 'amqp://guest:guest@127.0.0.1:5672';
const messages = Number(process.env['MESSAGES'] ?? 20_000);
const rounds = Number(process.env['ROUNDS'] ?? 5);
const inFlight = 200;
const payload = { id: 4711, customer: 'c-81723', total: 99.5, items: [{ sku: 'a-1', count: 2 }], note: 'x'.repeat(200) };

type Carry = (count: number) => Promise<void>;

const transport = await openTransport('bench-transport');
const sdk = await openSdk('bench-sdk');
await transport.carry(messages / 4);
await sdk.carry(messages / 4);

const results: { readonly transport: number; readonly sdk: number }[] = [];
for (let round = 0; round < rounds; round++) {
  results.push({ transport: await cpuPerMessage(transport.carry), sdk: await cpuPerMessage(sdk.carry) });
}
await transport.close();
await sdk.close();

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const own = median(results.map((one) => one.sdk));
const base = median(results.map((one) => one.transport));
const ratio = median(results.map((one) => one.sdk / one.transport));
console.log(
  `CPU per message, median of ${rounds} rounds of ${messages}: transport ${base.toFixed(1)} µs, SDK ${own.toFixed(1)} µs`,
);
console.log(`median of the rounds' ratios: ${ratio.toFixed(2)}`);

async function cpuPerMessage(carry: Carry): Promise<number> {
  const before = process.cpuUsage();
  await carry(messages);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / messages;
}

async function openTransport(queue: string): Promise<{ readonly carry: Carry; readonly close: () => Promise<void> }> {
  const connection = new Connection({ url, frameMax: 131_072 });
  const queueOptions = { durable: true, arguments: { 'x-queue-type': 'quorum' as const } };
  await connection.queueDeclare({ queue, ...queueOptions });
  const publisher = connection.createPublisher({ confirm: true });
  const counter = new Counter();
  const consumer = connection.createConsumer(
    { queue, queueOptions, concurrency: inFlight, qos: { prefetchCount: inFlight } },
    async (message) => {
      counter.add((message.body as typeof payload).id);
      return ConsumerStatus.ACK;
    },
  );
  const send = (): Promise<void> =>
    publisher.send({ routingKey: queue, durable: true, mandatory: true, messageId: 'm' }, payload);
  return {
    carry: (count) => carryWith(count, counter, send),
    async close() {
      await consumer.close();
      await publisher.close();
      await connection.close();
    },
  };
}

async function openSdk(name: string): Promise<{ readonly carry: Carry; readonly close: () => Promise<void> }> {
  const client = await connect(url);
  const queue = defineQueue<typeof payload>(name);
  const counter = new Counter();
  await client.consume(queue, ({ data }) => counter.add(data.id), { concurrency: inFlight }).ready();
  return {
    carry: (count) => carryWith(count, counter, () => client.publish(queue, payload)),
    close: () => client.close(),
  };
}

/** So many messages, at most `inFlight` of them unconfirmed; resolves when all were received. */
async function carryWith(count: number, counter: Counter, send: () => Promise<unknown>): Promise<void> {
  const received = counter.after(count);
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  await received;
}
