import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { createDatabase, freePort } from '@howdah/testing';
import pg from 'pg';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { embeddedPid, isThere, startBroker, temporaryDirectory } from './broker-process.js';
import { buildBroker } from './build.js';
import { HttpClient } from './http-client.js';

beforeAll(buildBroker, 180_000);

describe('with an embedded Postgres', () => {
  test('takes a message through, stops cleanly, and has its data at the next start', async () => {
    const variables = { HOWDAH_DATA_DIR: await temporaryDirectory() };
    const first = startBroker(variables);
    const client = new HttpClient(await first.ready());
    await client.declare('orders');
    await client.publish('orders', 'first');
    await client.publish('orders', 'second');
    const [received] = await client.receive('orders');
    expect(received).toMatchObject({ body: 'first' });
    await client.acknowledge('orders', received!);
    first.signal('SIGTERM');
    expect(await first.exited).toBe(0);
    expect(isThere(embeddedPid(first.stdout())!)).toBe(false);

    const second = startBroker(variables);
    const left = await new HttpClient(await second.ready()).receive('orders', { max: 10 });
    expect(left.map(({ body }) => body)).toEqual(['second']);
  });

  test('has what it confirmed after it was killed, although its Postgres lived on', async () => {
    const variables = { HOWDAH_DATA_DIR: await temporaryDirectory() };
    const first = startBroker(variables);
    const client = new HttpClient(await first.ready());
    await client.declare('orders');
    const bodies = Array.from({ length: 20 }, (_, i) => i);
    await Promise.all(bodies.map((body) => client.publish('orders', body)));
    first.signal('SIGKILL');
    expect(await first.exited).toBe('SIGKILL');
    expect(isThere(embeddedPid(first.stdout())!)).toBe(true);

    const second = startBroker(variables);
    const left = await new HttpClient(await second.ready()).receive('orders', { max: 100 });
    expect(left.map(({ body }) => Number(body)).sort((a, b) => a - b)).toEqual(bodies);
    second.signal('SIGTERM');
    expect(await second.exited).toBe(0);
  });

  test('ends with an error when its Postgres dies', async () => {
    const broker = startBroker({ HOWDAH_DATA_DIR: await temporaryDirectory() });
    await broker.ready();
    process.kill(embeddedPid(broker.stdout())!, 'SIGKILL');
    expect(await broker.exited).toBe(1);
    expect(broker.stderr()).toMatch(/Howdah stops\. The embedded Postgres \(process \d+\) ended by itself/);
  });
});

describe('with a database of its own', () => {
  test('the commands that it prints do what they say', async () => {
    const broker = await startOnDatabase();
    await broker.ready();
    const commands = /acknowledge it:\n([^]*?)\nCtrl-C/.exec(broker.stdout())![1]!;
    const { stdout } = await promisify(execFile)('sh', ['-ec', commands]);
    expect(stdout).toContain('{"hello":"world"}');
    expect(stdout).toContain('{"results":[{"status":200}]}');
  });

  test('Ctrl-C that comes twice, as under npm, stops it once and cleanly, with a receiver waiting', async () => {
    const broker = await startOnDatabase();
    const client = new HttpClient(await broker.ready());
    await client.declare('empty');
    const receiving = client.receive('empty', { waitMs: 30_000 }).catch(() => []);
    broker.signal('SIGINT');
    broker.signal('SIGINT');
    expect(await broker.exited).toBe(0);
    expect(await receiving).toEqual([]);
    expect(broker.stdout()).toMatch(/closing AMQP\n[^]*draining the broker\n[^]*closing HTTP\n[^]*stopped\n$/);
  });

  test.each([
    ['HTTP', 'HOWDAH_HTTP_PORT'],
    ['AMQP', 'HOWDAH_AMQP_PORT'],
  ])('says that the port of %s is in use and that %s chooses it', async (name, variable) => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const broker = await startOnDatabase({ [variable]: String(port) });
    expect(await broker.exited).toBe(1);
    expect(broker.stderr()).toContain(`${name} cannot listen on 127.0.0.1 port ${port}: the port is in use`);
    expect(broker.stderr()).toContain(`Set ${variable}`);
  });

  test('stops at once while it waits for a database that cannot be reached', async () => {
    const broker = startBroker({ HOWDAH_DATABASE_URL: `postgres://me:hidden@127.0.0.1:${await freePort()}/shop` });
    await broker.printed(/ECONNREFUSED.*trying for 60 s/);
    broker.signal('SIGTERM');
    expect(await broker.exited).toBe(0);
    expect(broker.stdout()).not.toContain('hidden');
  });
});

describe('does not start and says why', () => {
  test('with the default administrator on an address that others reach', async () => {
    const broker = startBroker({ HOWDAH_HOST: '0.0.0.0', HOWDAH_DATA_DIR: '/nowhere' });
    expect(await broker.exited).toBe(1);
    expect(broker.stderr()).toContain('Set HOWDAH_ADMIN_USER and HOWDAH_ADMIN_PASSWORD');
    expect(broker.stdout()).toBe('');
  });

  test('with a wrong password', async () => {
    const url = new URL((await createDatabase()).url);
    url.password = 'mistaken';
    const broker = startBroker({ HOWDAH_DATABASE_URL: url.href });
    expect(await broker.exited).toBe(1);
    expect(broker.stderr()).toMatch(/password authentication failed for user "\w+"\)\nCheck user, password/);
    expect(broker.stdout() + broker.stderr()).not.toContain('mistaken');
  });

  test('without the database', async () => {
    const url = new URL((await createDatabase()).url);
    url.pathname = '/missing';
    const broker = startBroker({ HOWDAH_DATABASE_URL: url.href });
    expect(await broker.exited).toBe(1);
    expect(broker.stderr()).toMatch(/database "missing" does not exist\)\nCreate the database/);
  });

  test('on a database of a newer program', async () => {
    const { url } = await createDatabase();
    await change(url, `insert into howdah.migration (timestamp, name) values (9999, 'from the future')`);
    const broker = startBroker({ HOWDAH_DATABASE_URL: url });
    expect(await broker.exited).toBe(1);
    expect(broker.stderr()).toMatch(
      /schema version 9999, this program knows up to \d+\nStart a version of Howdah at least as new/,
    );
  });

  test('with an argument that it does not know', async () => {
    const broker = startBroker({}, ['--print']);
    expect(await broker.exited).toBe(1);
    expect(broker.stderr()).toMatch(/'--print'[^]*The only argument is --print-config/);
  });
});

test('prints its configuration and starts nothing', async () => {
  const broker = startBroker({ HOWDAH_HTTP_PORT: '8080', HOWDAH_ADMIN_PASSWORD: 'hidden' }, ['--print-config']);
  expect(await broker.exited).toBe(0);
  expect(broker.stdout()).toMatch(/^HOWDAH_HTTP_PORT=8080\n[^]*HOWDAH_ADMIN_PASSWORD=\*\*\*\n/);
});

async function startOnDatabase(variables: Readonly<Record<string, string>> = {}) {
  const { url } = await createDatabase();
  return startBroker({ HOWDAH_DATABASE_URL: url, ...variables });
}

async function change(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
