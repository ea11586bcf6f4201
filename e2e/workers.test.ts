import { createDatabase } from '@howdah/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { connect, createInbox, openChannel, poll, quiet } from './amqp.js';
import { startBroker } from './broker.js';

test('several workers share the ports, count together, and one that is killed is replaced and loses nothing', async () => {
  const { url } = await createDatabase();
  const broker = await startBroker({ HOWDAH_DATABASE_URL: url, HOWDAH_WORKERS: '2', HOWDAH_LOG_LEVEL: 'error' });
  const processes = () => workersIn(url);
  expect(await processes()).toHaveLength(2);

  // Each connection goes to the next worker in turn.
  const publishers = await Promise.all([connect(broker), connect(broker)]);
  const channels = await Promise.all(publishers.map((publisher) => publisher.createConfirmChannel().then(quiet)));
  await channels[0]!.assertQueue('orders');
  const bodies = Array.from({ length: 100 }, (_, index) => `m${index}`);
  for (const [index, body] of bodies.entries())
    channels[index % 2]!.sendToQueue('orders', Buffer.from(body), { persistent: true });
  await Promise.all(channels.map((channel) => channel.waitForConfirms()));
  const metrics = await (await fetch(`${broker.url}/metrics`)).text();
  expect(metrics).toContain(`howdah_messages_published_total ${bodies.length}`);
  expect(metrics).toMatch(/howdah_build_info\{.*\} 1\n/);

  const holders = await Promise.all([openChannel(broker), openChannel(broker)]);
  const held = createInbox();
  for (const holder of holders) {
    await holder.prefetch(50);
    await holder.consume('orders', held.receive);
  }
  await held.until((received) => (received.length === bodies.length ? true : undefined));
  const [victim, survivor] = await processes();
  process.kill(victim!, 'SIGKILL');
  await poll(10_000, async () => {
    const now = (await processes()).filter((pid) => pid !== victim);
    return now.length === 2 && now.includes(survivor!) ? true : undefined;
  });

  const inbox = createInbox();
  await (await openChannel(broker)).consume('orders', inbox.receive);
  const again = await inbox.until((received) => (received.length === 50 ? received : undefined));
  expect(again.every(({ fields }) => fields.redelivered)).toBe(true);
  expect(new Set(again.map(({ content }) => content.toString())).size).toBe(50);

  const last = await processes();
  broker.signal('SIGTERM');
  expect(await broker.exited).toBe(0);
  for (const pid of last) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

/** The processes of the brokers that the database knows to live. */
async function workersIn(url: string): Promise<number[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "select name from howdah.lease_owner where kind = 'broker' and expires_at > now() order by name",
  );
  await client.end();
  return rows.map(({ name }) => Number(/process (\d+)/.exec(name)![1]));
}
