import { jsonToTable, Properties } from '@howdah/core';
import { createDatabase } from '@howdah/testing';
import { migrate } from '@howdah/storage-postgres';
import pg from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startBroker } from './running-broker.js';

const hour = 3_600_000;

test.each([4 * hour, -4 * hour])('what is published while this clock is set by %i ms expires in its time', async (jump) => {
  const { url } = await createDatabase();
  await migrate({ url });
  const { broker, session, store } = await startBroker(url);
  const queue = { vhost: '/', name: 'q', durable: true, exclusive: false, autoDelete: false };
  const settings = jsonToTable({ 'x-message-ttl': 1_800_000 });
  await broker.topology.declareQueue(session, { ...queue, arguments: settings });
  const publish = () =>
    broker.messages.publish(session, [
      { vhost: '/', exchange: '', routingKey: 'q', properties: Properties.empty, body: Buffer.of(1) },
    ]);
  const operator = new pg.Client({ connectionString: url });
  await operator.connect();
  onTestFinished(() => operator.end());

  // The second waits behind the first, which waits for the lock; the third is published after it.
  await operator.query('begin; lock table howdah.message in exclusive mode');
  const accepted = vi.spyOn(store, 'insertMessage');
  const first = publish();
  await expect.poll(async () => (await operator.query('select from pg_locks where not granted')).rowCount).toBeGreaterThan(0);
  const second = publish();
  await vi.waitFor(() => expect(accepted).toHaveBeenCalledTimes(2));
  const machine = Date.now;
  vi.spyOn(Date, 'now').mockImplementation(() => machine() + jump);
  onTestFinished(() => void vi.restoreAllMocks());
  const third = publish();
  await operator.query('commit');
  await Promise.all([first, second, third]);

  const { rows } = await operator.query(
    'select sum(size)::int as messages, round(extract(epoch from expires_at - now()) / 60)::int as minutes from howdah.run group by 2',
  );
  expect(rows).toEqual([{ messages: 3, minutes: 30 }]);
});
