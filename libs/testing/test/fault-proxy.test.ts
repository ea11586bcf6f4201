import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../src/fault-proxy.js';

interface Echo {
  readonly proxy: FaultProxy;
  /** What the server has got from all its clients, and those that have gone. */
  readonly received: () => string;
  readonly ends: () => number;
}

/** A server behind a proxy that answers with what it gets. */
async function startEcho(): Promise<Echo> {
  let received = '';
  let ends = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('close', () => (ends += 1));
    socket.on('data', (bytes) => {
      received += bytes.toString();
      socket.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await startFaultProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  onTestFinished(async () => {
    await proxy.close();
    server.close();
  });
  return { proxy, received: () => received, ends: () => ends };
}

interface Client {
  readonly socket: Socket;
  readonly received: () => string;
  /** Resolves when so much has come. */
  readonly got: (text: string) => Promise<void>;
}

async function open({ proxy }: Echo): Promise<Client> {
  const socket = connect(proxy.port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => (received += text));
  const got = async (text: string) => {
    while (received !== text) await once(socket, 'data');
  };
  return { socket, received: () => received, got };
}

test('passes everything, both ways', async () => {
  const client = await open(await startEcho());
  client.socket.write('hello');
  await client.got('hello');
});

test('[latency] keeps back and keeps order, also when it becomes less', async () => {
  const echo = await startEcho();
  const client = await open(echo);
  echo.proxy.set({ latencyMs: 100, jitterMs: 100 });
  const sentAt = performance.now();
  for (const letter of 'abcdefgh') client.socket.write(letter);
  await expect.poll(echo.received).not.toBe('');
  expect(performance.now() - sentAt).toBeGreaterThan(95);
  echo.proxy.set({});
  client.socket.write('i');
  await client.got('abcdefghi');
});

test('[partition] what was sent arrives when it is over, over old connections and new ones', async () => {
  const echo = await startEcho();
  const [client, other] = [await open(echo), await open(echo)];
  client.socket.write('before ');
  await client.got('before ');
  echo.proxy.set({ partition: true });
  client.socket.write('while');
  const late = await open(echo);
  late.socket.write('late');
  echo.proxy.set({ partition: true }, (opening) => !opening.startsWith('chosen'));
  other.socket.write('chosen');
  await other.got('chosen');
  expect([client.received(), late.received(), echo.received()]).toEqual(['before ', '', 'before chosen']);
  echo.proxy.set({});
  await Promise.all([client.got('before while'), late.got('late')]);
});

test('[partition] the end of a connection is not heard of before it is over', async () => {
  const echo = await startEcho();
  const client = await open(echo);
  client.socket.write('hello');
  await client.got('hello');
  echo.proxy.set({ partition: true });
  client.socket.destroy();
  await once(client.socket, 'close');
  const other = await open(echo);
  echo.proxy.set({ partition: true }, (opening) => opening === 'hello');
  other.socket.write('alive');
  await other.got('alive');
  expect(echo.ends()).toBe(0);
  echo.proxy.set({});
  await expect.poll(echo.ends).toBe(1);
});

test('[blackhole] what was sent is lost, and the connection is of no use any more', async () => {
  const echo = await startEcho();
  const [client, other] = [await open(echo), await open(echo)];
  echo.proxy.set({ blackhole: true }, (opening) => opening.startsWith('lost'));
  client.socket.write('lost');
  other.socket.write('a');
  await other.got('a');
  echo.proxy.set({});
  client.socket.write('lost, too');
  other.socket.write('b');
  await other.got('ab');
  expect(echo.received()).toBe('ab');
});

test('[blackhole] the end of a connection is heard of when it is over', async () => {
  const echo = await startEcho();
  const client = await open(echo);
  echo.proxy.set({ blackhole: true });
  client.socket.write('lost');
  client.socket.destroy();
  await once(client.socket, 'close');
  const other = await open(echo);
  echo.proxy.set({ blackhole: true }, (opening) => opening === 'lost');
  other.socket.write('alive');
  await other.got('alive');
  expect(echo.ends()).toBe(0);
  echo.proxy.set({});
  await expect.poll(echo.ends).toBe(1);
});

test('[half-open] the server hears, and its answers are lost', async () => {
  const echo = await startEcho();
  const client = await open(echo);
  echo.proxy.set({ halfOpen: true });
  client.socket.write('heard');
  await expect.poll(echo.received).toBe('heard');
  expect(client.received()).toBe('');
});

test('[refuse] new connections are reset, and old ones stay', async () => {
  const echo = await startEcho();
  const client = await open(echo);
  client.socket.write('a');
  await client.got('a');
  echo.proxy.set({ refuse: true });
  const refused = connect(echo.proxy.port, '127.0.0.1');
  const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNRESET');
  client.socket.write('b');
  await client.got('ab');
});

test('reset resets', async () => {
  const echo = await startEcho();
  const client = await open(echo);
  client.socket.write('a');
  await client.got('a');
  const failed = once(client.socket, 'error');
  echo.proxy.reset();
  const [error] = (await failed) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNRESET');
});
