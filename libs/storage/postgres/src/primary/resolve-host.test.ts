import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Resolver } from 'node:dns/promises';
import { expect, onTestFinished, test } from 'vitest';
import { HostResolver } from './resolve-host.js';

/** A name server that knows every name at one address, and may fall silent. */
async function startNameServer(address: string) {
  const socket = createSocket('udp4');
  let isSilent = false;
  socket.on('message', (query, { port }) => {
    if (!isSilent) socket.send(answerTo(query, address), port, '127.0.0.1');
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  const resolver = new Resolver({ timeout: 100, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return { resolver, fallSilent: () => void (isSilent = true) };
}

/** RFC 1035, 4.1: the question again, and one record of type A that points at its name. */
function answerTo(query: Buffer, address: string): Buffer {
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 6);
  header.writeUInt32BE(0, 8);
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]);
  return Buffer.concat([header, question, record]);
}

test('a name keeps the address that it had last while its server is silent', async () => {
  const { resolver, fallSilent } = await startNameServer('10.1.2.3');
  const hosts = new HostResolver(resolver);
  expect(await hosts.resolve('pg1.example')).toBe('10.1.2.3');
  fallSilent();
  expect(await hosts.resolve('pg1.example')).toBe('10.1.2.3');
});

test('a name that was never known does not keep one waiting for an address', async () => {
  const { resolver, fallSilent } = await startNameServer('10.1.2.3');
  fallSilent();
  const hosts = new HostResolver(resolver);
  const unknown = hosts.resolve('never-known.invalid').catch((error: Error) => error);
  expect(await hosts.resolve('127.0.0.1')).toBe('127.0.0.1');
  expect(await hosts.resolve('/var/run/postgresql')).toBe('/var/run/postgresql');
  expect(await unknown).toMatchObject({ code: expect.stringMatching(/^(EAI_AGAIN|ENOTFOUND)$/) as string });
});
