import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { startReplicatedPostgres } from '@howdah/testing/programs';
import { connect, createInbox, poll } from './amqp.js';
import { startBroker } from './broker.js';

const headers = { authorization: `Basic ${btoa('guest:guest')}`, 'content-type': 'application/json' };

test('while the database fails over publishers are held back, and afterwards everything is confirmed and delivered once', async () => {
  const cluster = await startReplicatedPostgres();
  onTestFinished(() => cluster.stop());
  const broker = await startBroker({ HOWDAH_DATABASE_URL: cluster.url });
  const publish = () => fetch(`${broker.url}/v1/queues/orders/messages`, { method: 'POST', headers, body: '{"body":"by HTTP"}' });
  const durability = async (): Promise<string | undefined> => {
    const { checks } = (await (await fetch(`${broker.url}/readyz?verbose`)).json()) as {
      checks: { name: string; detail: string }[];
    };
    return checks.find(({ name }) => name === 'durability')?.detail;
  };
  const [publisher, consumer] = [await connect(broker), await connect(broker)];
  const channel = await publisher.createConfirmChannel();
  await channel.assertQueue('orders');
  expect(await durability()).toMatch(/^replicated: standbys in sync: 1,/);
  expect(await (await publish()).json()).toMatchObject({ durability: 'replicated' });

  await cluster.primary.end('SIGKILL');
  const blocked = once(publisher, 'blocked');
  const unblocked = once(publisher, 'unblocked');
  const bodies = Array.from({ length: 50 }, (_, i) => `m${i}`);
  for (const body of bodies) channel.sendToQueue('orders', Buffer.from(body), { persistent: true });
  await blocked;
  const refused = await poll(5_000, async () => {
    const response = await publish();
    return response.status === 503 ? response : undefined;
  });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ code: 'storage_unavailable', retryable: true });

  await cluster.promoteStandby();
  await unblocked;
  await channel.waitForConfirms();
  // The new primary has no standby yet.
  expect(await poll(5_000, async () => ((await durability())?.startsWith('single-copy') === true ? true : undefined))).toBe(true);
  expect(await (await publish()).json()).toMatchObject({ durability: 'local' });
  const inbox = createInbox();
  await (await consumer.createChannel()).consume('orders', inbox.receive, { noAck: true });
  const texts = await inbox.until((received) =>
    received.length < bodies.length + 2 ? undefined : received.map(({ content }) => content.toString()),
  );
  expect(texts.filter((text) => text.startsWith('m'))).toEqual(bodies);
});
