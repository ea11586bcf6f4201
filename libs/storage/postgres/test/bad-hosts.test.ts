import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Log } from '@howdah/core';
import { createDatabase } from '@howdah/testing';
import { startReplicatedPostgres, type ReplicatedPostgres } from '@howdah/testing/programs';
import { migrate, Primary } from '@howdah/storage-postgres';

let cluster: ReplicatedPostgres;
beforeAll(async () => (cluster = await startReplicatedPostgres()));
afterAll(() => cluster.stop());

const login = (url: string): string => /:\/\/(.*)@/.exec(url)![1]!;
const at = (hosts: string, user = login(cluster.primary.url)): string => `postgres://${user}@${hosts}/postgres`;
async function administer(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text);
  await client.end();
}

const local = (port: number): string => `127.0.0.1:${port}`;

test('no host is reachable', async () => {
  await expect(migrate({ url: at('127.0.0.1:1,127.0.0.1:2') })).rejects.toMatchObject({
    code: 'storage_unavailable',
    message: expect.stringMatching(
      /none of the 2 hosts is the primary: 127.0.0.1:1 cannot be reached \(.*ECONNREFUSED.*\); 127.0.0.1:2 cannot be reached/,
    ) as string,
    remedy: expect.stringContaining('Postgres runs') as string,
  });
});

test('all hosts are replicas', async () => {
  await expect(migrate({ url: at(local(cluster.standby.port)) })).rejects.toMatchObject({
    message: `database: ${local(cluster.standby.port)} is a replica`,
    remedy: expect.stringContaining('point the database URL at the primary') as string,
  });
});

test('all hosts refuse the password, which waiting does not change', async () => {
  const hosts = `${local(cluster.primary.port)},${local(cluster.standby.port)}`;
  const error = await migrate({ url: at(hosts, 'postgres:wrong-secret') }).catch((thrown: unknown) => thrown as Error);
  expect(error).toMatchObject({
    message: expect.stringContaining(`${local(cluster.primary.port)} refuses us (password authentication failed`) as string,
    details: { sqlState: '28P01' },
  });
  expect((error as Error).message).not.toContain('wrong-secret');
});

test('hosts of different clusters', async () => {
  const other = await createDatabase();
  await administer(other.url, "create role stranger superuser login password 'stranger'");
  await administer(cluster.primary.url, "create role stranger superuser login password 'stranger'");
  const hosts = `${local(cluster.primary.port)},${new URL(other.url).host}`;
  await expect(migrate({ url: at(hosts, 'stranger:stranger') })).rejects.toMatchObject({
    message: expect.stringMatching(
      /the hosts belong to different clusters, by their system identifiers: 127.0.0.1:\d+ is of \d+; .* is of \d+/,
    ) as string,
    remedy: expect.stringContaining('HOWDAH_DATABASE_URL') as string,
  });
  await administer(other.url, 'drop role stranger');
});

test('hosts that are down or replicas do not matter while one is the primary, and the log names those that are down', async () => {
  const warnings: string[] = [];
  const log: Log = { info: () => undefined, warn: (text) => void warnings.push(text), error: () => undefined };
  const url = at(`127.0.0.1:1,${local(cluster.standby.port)},${local(cluster.primary.port)}`);
  const primary = new Primary({ url, log });
  expect((await primary.locate()).node.port).toBe(cluster.primary.port);
  expect(warnings).toEqual([
    expect.stringMatching(/^the database node 127.0.0.1:1 cannot be reached \(.*ECONNREFUSED.*\); another is the primary$/),
  ]);
});

test('a wrong password on one host is told with its name, beside what the others are', async () => {
  await administer(cluster.primary.url, "create role reader superuser login password 'right'");
  const other = await createDatabase();
  await administer(other.url, "create role reader superuser login password 'different'");
  const standby = local(cluster.standby.port);
  const { host } = new URL(other.url);
  await expect(migrate({ url: at(`${host},${standby}`, 'reader:right') })).rejects.toMatchObject({
    message: `database: none of the 2 hosts is the primary: ${host} refuses us (password authentication failed for user "reader"); ${standby} is a replica`,
  });
  await administer(other.url, 'drop role reader');
  await other.drop();
});
