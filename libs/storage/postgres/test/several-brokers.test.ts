import { emptyTable, Properties } from '@howdah/core';
import { createDatabase } from '@howdah/testing';
import { migrate } from '@howdah/storage-postgres';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBroker } from './running-broker.js';

async function startBrokers(count: number) {
  const { url } = await createDatabase();
  await migrate({ url });
  const brokers = [];
  for (let i = 0; i < count; i++) brokers.push(await startBroker(url));
  return brokers;
}

const queueOf = (name: string) => {
  return { vhost: '/', name, durable: true, exclusive: false, autoDelete: false, arguments: emptyTable };
};
const bindingOf = (destination: string) => {
  return {
    vhost: '/',
    source: 'amq.fanout',
    destinationKind: 'queue',
    destination,
    routingKey: '',
    arguments: emptyTable,
  } as const;
};

describe('a topology that one of three brokers has just changed', () => {
  it('is the one by which all of them route', async () => {
    const brokers = await startBrokers(3);
    const expected: string[] = [];
    for (let i = 0; i < 30; i++) {
      const changing = brokers[i % 3]!;
      await changing.broker.topology.declareQueue(changing.session, queueOf(`q${i}`));
      await changing.broker.topology.bind(changing.session, bindingOf(`q${i}`));
      expected.push(`q${i}`);
      if (i % 4 === 3) {
        await changing.broker.topology.unbind(changing.session, bindingOf(expected.shift()!));
      }
      for (const { broker, session } of brokers) {
        const publication = {
          vhost: '/',
          exchange: 'amq.fanout',
          routingKey: '',
          properties: Properties.empty,
          body: Buffer.of(),
        };
        const { results } = await broker.messages.publish(session, [publication]);
        expect(results).toMatchObject([{ queues: expected }]);
      }
    }
  });
});

describe('a broker whose presence takes long to write down', () => {
  it('renews its leases all the same, so that nobody thinks it dead', async () => {
    const { url } = await createDatabase();
    await migrate({ url });
    const { store } = await startBroker(url);
    const locking = new pg.Client({ connectionString: url });
    await locking.connect();
    onTestFinished(() => locking.end());
    await locking.query('begin; lock table howdah.connection, howdah.consumer');
    const renewals = new Set<string>();
    const renewed = async () => {
      const { rows } = await locking.query<{ at: string }>(
        'select renewed_at::text as at from howdah.lease_owner where id = $1',
        [store.owner],
      );
      return renewals.add(rows[0]!.at).size;
    };
    // Every two seconds. With each behind what waits, until it is given up, it would take 20 s.
    await expect.poll(renewed, { timeout: 15_000, interval: 200 }).toBe(5);
    await locking.query('rollback');
  }, 30_000);
});

describe('messages that became ready without anybody being told', () => {
  it('are found by a broker whose consumer waits', async () => {
    const { url } = await createDatabase();
    await migrate({ url });
    const { broker, session } = await startBroker(url);
    const operator = new pg.Client({ connectionString: url });
    await operator.connect();
    onTestFinished(() => operator.end());
    await broker.topology.declareQueue(session, queueOf('q'));
    const publish = (text: string) =>
      broker.messages.publish(session, [
        { vhost: '/', exchange: '', routingKey: 'q', properties: Properties.empty, body: Buffer.from(text) },
      ]);
    await publish('untold');
    await operator.query("update howdah.run set available_at = now() + interval '1 h'");
    const received: string[] = [];
    const connection = await broker.connections.open(session, '/', { name: 'c', details: {} }, () => undefined);
    await broker.consumers.consume(connection.session, '/', 'q', {
      ...{ name: 'test', autoAck: true, capacity: () => 10, cancelled: () => undefined },
      deliver: ({ message }) => void received.push(message.body.toString()),
    });
    await publish('told');
    await expect.poll(() => received).toEqual(['told']);
    await operator.query('update howdah.run set available_at = null');
    await expect.poll(() => received, { timeout: 10_000 }).toEqual(['told', 'untold']);
  }, 20_000);
});
