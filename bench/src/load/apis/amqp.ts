import amqp, { type Channel, type ChannelModel, type ConsumeMessage } from 'amqplib';
import type { ConsumeJob } from '../job.js';
import type { Api, Receive } from './api.js';

/** Acks come in groups, as a consumer that works through its prefetch sends them; at the latest after this. */
const ackEveryMax = 50;
const ackAfterMs = 5;

export async function connect(url: string): Promise<ChannelModel> {
  const connection = await amqp.connect(url);
  connection.on('error', fail);
  return connection;
}

export const amqpApi: Api = {
  async openSender({ url, exchange }) {
    const connection = await connect(url);
    const channel = await connection.createConfirmChannel();
    channel.on('error', fail);
    return {
      send({ body, routingKey, priority }, done) {
        const options = { persistent: true, ...(priority === undefined ? {} : { priority }) };
        channel.publish(exchange, routingKey, body, options, (error: unknown) =>
          done(error ? new Error('the broker refused a message') : null),
        );
      },
      close: () => connection.close(),
    };
  },

  async openReceiver(job, receive) {
    const connections = await Promise.all(Array.from({ length: job.connections }, () => connect(job.url)));
    const ends = await Promise.all(connections.map((connection, index) => consumeOver(connection, index, job, receive)));
    return {
      async close() {
        await Promise.all(ends.map((end) => end()));
        await Promise.all(connections.map((connection) => connection.close()));
      },
    };
  },
};

/** A connection's share of the consumers, with a channel for each number of a consumer at its queue. */
async function consumeOver(
  connection: ChannelModel,
  index: number,
  job: ConsumeJob,
  receive: Receive,
): Promise<() => Promise<void>> {
  const shares = Array.from({ length: job.consumersPerQueue }, (_, number) =>
    job.queues.map((_, queue) => queue).filter((queue) => (number * job.queues.length + queue) % job.connections === index),
  );
  const ends = shares
    .filter((queues) => queues.length > 0)
    .map(async (queues) => {
      const channel = await connection.createChannel();
      channel.on('error', fail);
      await channel.prefetch(job.prefetch);
      return consume(channel, queues, job, receive);
    });
  const ready = await Promise.all(ends);
  return async () => void (await Promise.all(ready.map((end) => end())));
}

async function consume(
  channel: Channel,
  queues: readonly number[],
  job: ConsumeJob,
  receive: Receive,
): Promise<() => Promise<void>> {
  const ackEvery = Math.max(1, Math.min(ackEveryMax, Math.floor(job.prefetch / 4)));
  let owed = 0;
  let last: ConsumeMessage | undefined;
  const ack = () => {
    if (last !== undefined) channel.ack(last, true);
    last = undefined;
    owed = 0;
  };
  const consumers = queues.map((queue) =>
    channel.consume(job.queues[queue]!, (message) => {
      if (message === null) throw new Error(`the broker cancelled the consumer of ${job.queues[queue]}`);
      receive(queue, message.content, message.fields.redelivered);
      last = message;
      if (++owed >= ackEvery) ack();
    }),
  );
  await Promise.all(consumers);
  const timer = setInterval(ack, ackAfterMs);
  return async () => {
    clearInterval(timer);
    ack();
    await channel.close();
  };
}

/** A load client that is thrown out has nothing more to measure. */
function fail(error: Error): void {
  console.error(error.message);
  process.exit(1);
}
