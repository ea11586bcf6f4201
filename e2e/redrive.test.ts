import { createDatabase } from '@howdah/testing';
import { expect, test } from 'vitest';
import { connect, createInbox, openChannel, poll } from './amqp.js';
import { startBroker, type Broker } from './broker.js';

/** A dead broker's operations are free 10 s after it was last heard of. */
const takeOverMsMax = 30_000;
const count = 300;

interface Operation {
  readonly state: string;
  readonly total: number | null;
  readonly moved: number;
  readonly left: number | null;
}

async function ask<T>({ url }: Broker, method: string, path: string, body?: unknown): Promise<{ headers: Headers; json: T }> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status, `${method} ${path}`).toBeLessThan(300);
  return { headers: response.headers, json: (await response.json()) as T };
}

/** Each of them rejected by a consumer. */
async function makeDeadLetters(broker: Broker): Promise<void> {
  const channel = await (await connect(broker)).createConfirmChannel();
  await channel.assertQueue('dead', { durable: true });
  await channel.assertQueue('orders', { durable: true, deadLetterExchange: '', deadLetterRoutingKey: 'dead' });
  for (let n = 0; n < count; n++) channel.sendToQueue('orders', Buffer.from(String(n)), { persistent: true });
  await channel.waitForConfirms();
  const inbox = createInbox((message) => channel.nack(message, false, false));
  const { consumerTag } = await channel.consume('orders', inbox.receive);
  await poll(takeOverMsMax, async () => ((await channel.checkQueue('dead')).messageCount === count ? true : undefined));
  await channel.cancel(consumerTag);
}

test('a redrive whose broker is killed goes on with another one: every message arrives, and none twice', async () => {
  const variables = { HOWDAH_DATABASE_URL: (await createDatabase()).url, HOWDAH_LOG_LEVEL: 'error' };
  const doomed = await startBroker(variables);
  const other = await startBroker(variables);
  await makeDeadLetters(doomed);

  const { headers } = await ask(doomed, 'POST', '/v1/queues/dead/redrives', { ratePerSecond: 100 });
  const location = headers.get('location')!;
  const until = (done: (operation: Operation) => boolean) =>
    poll(takeOverMsMax, async () => {
      const { json } = await ask<Operation>(other, 'GET', location);
      return done(json) ? json : undefined;
    });
  await until(({ moved }) => moved > 0);
  doomed.signal('SIGKILL');
  expect(await doomed.exited).toBe('SIGKILL');
  const { json: atKill } = await ask<Operation>(other, 'GET', location);
  expect(atKill.moved).toBeLessThan(count);

  expect(await until(({ state }) => state === 'completed')).toMatchObject({ total: count, moved: count, left: 0 });
  const channel = await openChannel(other);
  expect((await channel.checkQueue('dead')).messageCount).toBe(0);
  const inbox = createInbox((message) => channel.ack(message));
  await channel.consume('orders', inbox.receive);
  const received = await inbox.until((messages) => (messages.length >= count ? messages : undefined));
  expect(received.map(({ content }) => Number(content.toString())).sort((a, b) => a - b)).toEqual(
    Array.from({ length: count }, (_, n) => n),
  );
  expect((await channel.checkQueue('orders')).messageCount).toBe(0);
  expect(received.filter(({ fields }) => fields.redelivered)).toEqual([]);
});
