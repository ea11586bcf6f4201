import { once } from 'node:events';
import { connect, type ConnectionOptions } from 'node:tls';
import type { SocketServerOptions, TlsSettings } from '@howdah/protocol-socket';
import { CertificateAuthority } from '@howdah/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { closed, connectTo, startServer, type RunningServer } from './harness.js';

const authority = new CertificateAuthority();
const server = authority.issue();

test('encrypts, and tells the protocol how', async () => {
  const running = await startTls();
  const { tls, loopback } = await connectOk(running);
  expect(tls).toEqual({ version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_\w+$/) as string, peerCertificate: null });
  expect(loopback).toBe(true);
});

describe('with an authority for clients', () => {
  test('names the owner of a certificate from there', async () => {
    const running = await startTls({ ca: authority.cert });
    const subject = [['O', 'Example, Inc.'], ['OU', 'shop+desk'], ['CN', 'orders']] as const; // prettier-ignore
    const { tls } = await connectOk(running, authority.issue(subject));
    expect(tls!.peerCertificate).toEqual({
      commonName: 'orders',
      distinguishedName: 'CN=orders,OU=shop\\+desk,O=Example\\, Inc.',
    });
  });

  test.each([
    [[['O', 'Example']] as const, ''],
    [[['CN', 'one'], ['CN', 'two']] as const, 'one,two'], // prettier-ignore
  ])('names the owner %j by the common name %j', async (subject, commonName) => {
    const running = await startTls({ ca: authority.cert });
    const { tls } = await connectOk(running, authority.issue(subject));
    expect(tls!.peerCertificate!.commonName).toBe(commonName);
  });

  test('knows the owner also when a session is resumed', async () => {
    const running = await startTls({ ca: authority.cert });
    const certificate = authority.issue([['CN', 'orders']]);
    const first = tlsClient(running.port, certificate);
    const [session] = (await once(first, 'session')) as [Buffer];
    const { tls, socket } = await connectOk(running, { ...certificate, session });
    expect(tls!.peerCertificate).toMatchObject({ commonName: 'orders' });
    expect((socket as ReturnType<typeof connect>).isSessionReused()).toBe(true);
  });

  test('serves a client without a certificate, which then has no name', async () => {
    const { tls } = await connectOk(await startTls({ ca: authority.cert }));
    expect(tls!.peerCertificate).toBeNull();
  });

  test('refuses a certificate from elsewhere before the protocol sees the client', async () => {
    const running = await startTls({ ca: authority.cert });
    await closed(tlsClient(running.port, new CertificateAuthority('Stranger').issue([['CN', 'orders']])));
    expect(running.connections).toEqual([]);
    expect(running.log.lines).toMatchObject([
      { message: 'a TLS connection was refused', fields: { reason: expect.stringContaining('is not trusted') as string } },
    ]);
  });

  test('refuses a client without a certificate where one is required', async () => {
    const running = await startTls({ ca: authority.cert, requiresClientCertificate: true });
    await closed(tlsClient(running.port));
    expect(running.connections).toEqual([]);
    const { tls } = await connectOk(running, authority.issue([['CN', 'orders']]));
    expect(tls!.peerCertificate).toMatchObject({ commonName: 'orders' });
  });
});

test('cuts whoever does not speak TLS and serves the next', async () => {
  const running = await startTls();
  const client = await connectTo(running.port);
  client.write('AMQP\0\0\x09\x01');
  await closed(client);
  expect(running.log.lines).toMatchObject([{ message: 'a TLS connection was refused', fields: { peer: '127.0.0.1' } }]);
  await connectOk(running);
});

test('breaks off a handshake that takes too long', async () => {
  const running = await startTls({}, { limits: { maxConnections: 100, handshakeMs: 20 } });
  await closed(await connectTo(running.port));
  expect(running.log.lines).toMatchObject([{ fields: { reason: expect.stringContaining('handshake timeout') as string } }]);
});

test('cuts a handshake that is under way when the grace is over', async () => {
  const running = await startTls();
  const client = await connectTo(running.port);
  await Promise.all([running.server.close(20), closed(client)]);
});

test('closes only after the protocol has taken leave', async () => {
  const running = await startTls();
  const { socket } = await connectOk(running);
  const ended = vi.fn();
  socket.on('finish', ended);
  await running.server.close(60_000);
  expect(ended).toHaveBeenCalledOnce();
});

function startTls(settings: Partial<TlsSettings> = {}, options: Partial<SocketServerOptions> = {}): Promise<RunningServer> {
  return startServer({ tls: { ...server, ...settings }, ...options });
}

/** Resolves with what the protocol is given. */
async function connectOk(running: RunningServer, options: ConnectionOptions = {}) {
  const connection = running.nextConnection();
  tlsClient(running.port, options);
  return connection;
}

function tlsClient(port: number, options: ConnectionOptions = {}) {
  const client = connect({ host: '127.0.0.1', port, ca: authority.cert, ...options });
  onTestFinished(() => void client.destroy());
  return client.on('error', () => undefined).resume();
}
