import { createBroker, emptyTable, Properties, systemClock, type Broker, type Log, type Session } from '@howdah/core';
import { createDatabase } from '@howdah/testing';
import { onTestFinished } from 'vitest';
import { describe, expect, it } from 'vitest';
import {
  argon2Hasher,
  migrate,
  Notifications,
  openDataSource,
  PostgresAccessStore,
  PostgresMessageStore,
  PostgresPresenceStore,
  PostgresTopologyStore,
} from '@howdah/storage-postgres';

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function startBroker(url: string): Promise<{ readonly broker: Broker; readonly session: Session }> {
  const notifications = new Notifications({ url });
  const dataSource = await openDataSource({ url });
  const presenceStore = new PostgresPresenceStore({ url, notifications });
  const messageStore = new PostgresMessageStore({ url, notifications, name: 'test' });
  const broker = createBroker({
    ...{ messageStore, presenceStore, clock: systemClock, log: silent, passwordHasher: argon2Hasher },
    topologyStore: new PostgresTopologyStore(dataSource, notifications, () => messageStore.owner),
    accessStore: new PostgresAccessStore(dataSource, notifications),
  });
  await broker.start();
  onTestFinished(async () => {
    await broker.stop(5_000);
    await Promise.all([presenceStore.close(), notifications.close(), dataSource.destroy()]);
  });
  await broker.ensureAdministrator('guest', 'guest');
  return { broker, session: await broker.access.login({ user: 'guest', password: 'guest', loopback: true }) };
}

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
