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
    const { broker, session, publish, hide, show } = await queueWithOperator();
    await publish('untold');
    await hide();
    const received: string[] = [];
    const connection = await broker.connections.open(session, '/', { name: 'c', details: {} }, () => undefined);
    await broker.consumers.consume(connection.session, '/', 'q', {
      ...{ name: 'test', autoAck: true, capacity: () => 10, cancelled: () => undefined },
      deliver: ({ message }) => void received.push(message.body.toString()),
    });
    await publish('told');
    await expect.poll(() => received).toEqual(['told']);
    await show();
    await expect.poll(() => received, { timeout: 10_000 }).toEqual(['told', 'untold']);
  }, 20_000);

  it('are found by a receiver that waits on while another was served', async () => {
    const { broker, session, publish, hide, show } = await queueWithOperator();
    await publish('a');
    await publish('b');
    await hide();
    const received: string[] = [];
    const receiving = [1, 2].map(async () => {
      const messages = await broker.messages.receive(session, '/', 'q', { max: 1, waitMs: 30_000, leaseMs: 60_000 });
      received.push(...messages.map(({ message }) => message.body.toString()));
    });
    await publish('told');
    await expect.poll(() => received).toEqual(['told']);
    await show();
    await Promise.all(receiving);
    expect(received).toEqual(['told', 'a']);
  }, 20_000);
});

/** Somebody changes messages behind the broker's back. */
async function queueWithOperator() {
  const { url } = await createDatabase();
  await migrate({ url });
  const { broker, session } = await startBroker(url);
  const operator = new pg.Client({ connectionString: url });
  await operator.connect();
  onTestFinished(() => operator.end());
  await broker.topology.declareQueue(session, queueOf('q'));
  return {
    ...{ broker, session },
    publish: (text: string) =>
      broker.messages.publish(session, [
        { vhost: '/', exchange: '', routingKey: 'q', properties: Properties.empty, body: Buffer.from(text) },
      ]),
    hide: () => operator.query("update howdah.run set available_at = now() + interval '1 h'"),
    show: () => operator.query('update howdah.run set available_at = null'),
  };
}

describe('receivers at one broker', () => {
  it('get each message that is published at another at once', async () => {
    const [receiving, publishing] = await startBrokers(2);
    await publishing!.broker.topology.declareQueue(publishing!.session, queueOf('q'));
    const received: string[] = [];
    const end = new AbortController();
    const receivers = [1, 2, 3].map(async () => {
      while (!end.signal.aborted) {
        const options = { max: 10, waitMs: 30_000, leaseMs: 60_000, autoAck: true, signal: end.signal };
        const messages = await receiving!.broker.messages.receive(receiving!.session, '/', 'q', options);
        received.push(...messages.map(({ message }) => message.body.toString()));
      }
    });
    const publish = (text: string) =>
      publishing!.broker.messages.publish(publishing!.session, [
        { vhost: '/', exchange: '', routingKey: 'q', properties: Properties.empty, body: Buffer.from(text) },
      ]);
    const sentAt = performance.now();
    for (let i = 1; i <= 20; i++) {
      await publish(`m${i}`);
      await expect.poll(() => received, { interval: 1, timeout: 5_000 }).toHaveLength(i);
    }
    // Far less than with the safety net under lost wake-ups, which looks once a second.
    expect(performance.now() - sentAt).toBeLessThan(5_000);
    end.abort();
    await Promise.all(receivers);
  }, 60_000);
});
