import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CertificateAuthority, createDatabase } from '@howdah/testing';
import { beforeAll, expect, test } from 'vitest';
import { greet } from './amqp-client.js';
import { startBroker, temporaryDirectory } from './broker-process.js';
import { buildBroker } from './build.js';

beforeAll(buildBroker, 180_000);

test('greets clients at the address that it prints, as the configuration says', async () => {
  const broker = await startReady({ HOWDAH_AMQP_PRODUCT: 'Howdah', HOWDAH_AMQP_VERSION: '4.5.6' });
  const { start } = await greet(printedAddress(broker.stdout(), 'amqp'));
  expect(start).toContain('Howdah');
  expect(start).toContain('4.5.6');
  expect(broker.stdout()).toMatch(/by AMQP 0-9-1:\n {2}amqp:\/\/guest:guest@127\.0\.0\.1:\d+\n/);
});

test('closes AMQP before it drains, and its clients know', async () => {
  const broker = await startReady();
  const { socket } = await greet(printedAddress(broker.stdout(), 'amqp'));
  const closed = once(socket.resume(), 'close');
  broker.signal('SIGTERM');
  await closed;
  expect(await broker.exited).toBe(0);
  expect(broker.stdout()).toMatch(/closing AMQP\n[^]*draining the broker\n/);
});

test('speaks AMQP over TLS, and offers EXTERNAL to a client with a certificate', async () => {
  const authority = new CertificateAuthority();
  const { cert, key } = authority.issue();
  const directory = await temporaryDirectory();
  const file = async (name: string, content: string): Promise<string> => {
    await writeFile(join(directory, name), content);
    return join(directory, name);
  };
  const broker = await startReady({
    HOWDAH_AMQP_PORT: 'off',
    HOWDAH_AMQPS_PORT: '0',
    HOWDAH_TLS_CERT: await file('cert.pem', cert),
    HOWDAH_TLS_KEY: await file('key.pem', key),
    HOWDAH_TLS_CA: await file('ca.pem', authority.cert),
  });
  expect(broker.stdout()).not.toContain('amqp://');
  const address = printedAddress(broker.stdout(), 'amqps');
  const anonymous = await greet(address, { ca: authority.cert });
  expect(anonymous.start).not.toContain('EXTERNAL');
  const certified = await greet(address, { ca: authority.cert, ...authority.issue([['CN', 'guest']]) });
  expect(certified.start).toContain('EXTERNAL');
});

test('speaks no AMQP when it is off', async () => {
  const broker = await startReady({ HOWDAH_AMQP_PORT: 'off' });
  expect(broker.stdout()).not.toContain('AMQP');
});

async function startReady(variables: Readonly<Record<string, string>> = {}) {
  const { url } = await createDatabase();
  const broker = startBroker({ HOWDAH_DATABASE_URL: url, ...variables });
  await broker.ready();
  return broker;
}

function printedAddress(stdout: string, scheme: 'amqp' | 'amqps'): string {
  return new RegExp(`AMQP +(${scheme}://\\S+)\\n`).exec(stdout)![1]!;
}
