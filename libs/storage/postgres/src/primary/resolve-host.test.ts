import { Resolver } from 'node:dns/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startNameServer } from '@howdah/testing/programs';
import { HostResolver } from './resolve-host.js';

async function withNameServer(answer: string) {
  const server = await startNameServer({ answer });
  onTestFinished(() => server.close());
  const resolver = new Resolver({ timeout: 100, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.port}`]);
  return { server, hosts: new HostResolver(resolver) };
}

test('a name keeps the address that it had last while its server is silent', async () => {
  const { server, hosts } = await withNameServer('10.1.2.3');
  expect(await hosts.resolve('pg1.example')).toBe('10.1.2.3');
  server.fallSilent();
  expect(await hosts.resolve('pg1.example')).toBe('10.1.2.3');
});

test('a name that was never known does not keep one waiting for an address', async () => {
  const { server, hosts } = await withNameServer('10.1.2.3');
  server.fallSilent();
  const unknown = hosts.resolve('never-known.invalid').catch((error: Error) => error);
  expect(await hosts.resolve('127.0.0.1')).toBe('127.0.0.1');
  expect(await hosts.resolve('/var/run/postgresql')).toBe('/var/run/postgresql');
  expect(await unknown).toMatchObject({ code: expect.stringMatching(/^(EAI_AGAIN|ENOTFOUND)$/) as string });
});
