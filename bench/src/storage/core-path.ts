import {
  createBroker,
  emptyTable,
  Properties,
  systemClock,
  type Consumer,
  type Delivery,
  type PublishReceipt,
} from '@howdah/core';
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

const credentials = { user: 'bench', password: 'a password of the bench', loopback: true };
const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** What a consumer may hold unacknowledged, and publishers unconfirmed. */
const PREFETCH = 2_000;
const WINDOW = 2_000;
const PUBLISHERS = 2;
/** Acks come in groups, as a consumer that works through its prefetch sends them. */
const ACK_EVERY = 50;

export interface CorePath {
  /** Publishes, delivers and acknowledges `count` messages of `size` bytes. */
  run(count: number, size: number): Promise<void>;
  close(): Promise<void>;
}

/** The whole broker but for a wire protocol: publish → group commit → deliver from memory → ack. */
export async function openCorePath(url: string): Promise<CorePath> {
  await migrate({ url });
  const notifications = new Notifications({ url });
  const dataSource = await openDataSource({ url });
  const presenceStore = new PostgresPresenceStore({ url, notifications });
  const messageStore = new PostgresMessageStore({ url, notifications, name: 'bench' });
  const broker = createBroker({
    messageStore,
    topologyStore: new PostgresTopologyStore(dataSource, notifications, () => messageStore.owner),
    accessStore: new PostgresAccessStore(dataSource, notifications),
    presenceStore,
    passwordHasher: argon2Hasher,
    clock: systemClock,
    log: silent,
  });
  await broker.start();
  await broker.ensureAdministrator(credentials.user, credentials.password);
  const login = await broker.access.login(credentials);
  const connection = await broker.connections.open(login, '/', { name: 'bench', details: {} }, () => void connection.close());
  const { session } = connection;
  await broker.topology.declareQueue(session, {
    vhost: '/',
    name: 'bench',
    durable: true,
    exclusive: false,
    autoDelete: false,
    arguments: emptyTable,
  });
  const publishers = Array.from({ length: PUBLISHERS }, () => broker.messages.openPublisher(session, '/'));
  const properties = Properties.from({ deliveryMode: 2, contentType: 'application/octet-stream' });

  return {
    async run(count, size) {
      const body = Buffer.alloc(size, 'x');
      const consuming = consume(count);
      await Promise.all(publishers.map((publisher) => publish(publisher, count / PUBLISHERS, body)));
      await consuming;
    },
    async close() {
      await broker.stop(10_000);
      await presenceStore.close();
      await dataSource.destroy();
      await notifications.close();
    },
  };

  function publish(publisher: (typeof publishers)[number], count: number, body: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      let sent = 0;
      let confirmed = 0;
      const publication = { exchange: '', routingKey: 'bench', properties, body };
      const receipt: PublishReceipt = {
        stored() {
          if (++confirmed === count) resolve();
          else if (sent < count) publishNext();
        },
        failed: reject,
      };
      const publishNext = (): void => {
        sent++;
        void publisher.publish(publication, receipt);
      };
      for (let i = 0; i < Math.min(WINDOW, count); i++) publishNext();
    });
  }

  function consume(count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const held: Delivery[] = [];
      let received = 0;
      let consumer: Consumer | undefined;
      const settle = (): void => {
        for (const delivery of held.splice(0)) broker.consumers.ack(delivery);
        consumer?.signal();
      };
      const handler = {
        name: 'bench',
        autoAck: false,
        capacity: () => PREFETCH - held.length,
        deliver(delivery: Delivery) {
          held.push(delivery);
          received++;
          if (held.length >= ACK_EVERY || received === count) settle();
          if (received === count) consumer!.cancel().then(resolve, reject);
        },
        cancelled: (reason: string) => reject(new Error(`the consumer was cancelled: ${reason}`)),
      };
      broker.consumers.consume(session, '/', 'bench', handler).then((opened) => (consumer = opened), reject);
    });
  }
}
