import { randomBytes } from 'node:crypto';
import { emptyTable, type Received } from '@howdah/core';
import { createDatabase } from '@howdah/testing';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { startBroker, type RunningBroker } from './running-broker.js';

export interface Ground extends RunningBroker {
  readonly url: string;
  /** A superuser, who may use everything in '/' by the functions, too. */
  readonly sql: pg.Client;
  readonly declare: (queue: string, more?: { vhost?: string }) => Promise<void>;
  /** Takes what is there, once there are so many. */
  readonly receive: (queue: string, count: number) => Promise<readonly Received[]>;
}

export const bodies = (received: readonly Received[]): string[] => received.map(({ message }) => message.body.toString());

export async function connect(url: string, user?: string): Promise<pg.Client> {
  const address = new URL(url);
  if (user !== undefined) Object.assign(address, { username: user, password: user });
  const client = new pg.Client({ connectionString: address.href });
  client.on('error', () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** A broker on a database of its own, and applications beside it. */
export async function ground(): Promise<Ground> {
  const { url } = await createDatabase();
  const running = await startBroker(url);
  const { broker, session } = running;
  const sql = await connect(url);
  await sql.query('select howdah.grant_application(session_user)');
  return {
    ...running,
    ...{ url, sql },
    async declare(name, { vhost = '/' } = {}) {
      const queue = { vhost, name, durable: true, exclusive: false, autoDelete: false, arguments: emptyTable };
      await broker.topology.declareQueue(session, queue);
    },
    async receive(queue, count) {
      const received: Received[] = [];
      while (received.length < count)
        received.push(...(await broker.messages.receive(session, '/', queue, { max: 100, waitMs: 5_000, leaseMs: 60_000 })));
      return received;
    },
  };
}

/** A role that may log in and nothing else; roles belong to the whole server. */
export async function createRole({ url, sql }: Ground): Promise<{ readonly role: string; readonly client: pg.Client }> {
  const role = `shop_${randomBytes(6).toString('hex')}`;
  await sql.query(`create role ${role} login password '${role}'`);
  const client = await connect(url, role);
  onTestFinished(async () => {
    const end = new pg.Client({ connectionString: url });
    await end.connect();
    await end.query(`drop owned by ${role} cascade`);
    await end.query(`drop role ${role}`);
    await end.end();
  });
  return { role, client };
}

/** What it was refused with. */
export const failing = (query: Promise<unknown>): Promise<{ code: string; message: string; hint: string }> =>
  query.then(
    () => Promise.reject(new Error('it has not failed')),
    (error: unknown) => error as { code: string; message: string; hint: string },
  );
