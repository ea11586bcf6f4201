import { once } from 'node:events';
import { createSocketServer, type SocketConnection } from '@howdah/protocol-socket';
import { expect, test, vi } from 'vitest';
import { closed, connectTo, RecordingLog, startServer } from './harness.js';

test('tells the protocol who connected, from where and how', async () => {
  const { port, nextConnection, server } = await startServer();
  const connection = nextConnection();
  const client = await connectTo(port);
  const { peer, local, loopback, tls } = await connection;
  expect({ peer, local, loopback, tls }).toEqual({
    peer: { address: '127.0.0.1', port: client.localPort },
    local: { address: '127.0.0.1', port },
    loopback: true,
    tls: null,
  });
  expect(server.connectionCount).toBe(1);
});

test('counts the bytes of a connection, and knows them when it has closed', async () => {
  const { port, nextConnection } = await startServer({ onSocket: echo });
  const connection = nextConnection();
  const client = await connectTo(port);
  const { socket } = await connection;
  client.end('hello');
  await closed(socket);
  expect(await connection).toMatchObject({ bytesIn: 5, bytesOut: 10, peer: { port: client.localPort } });
});

test('says how it is reached on this machine', async () => {
  const log = new RecordingLog();
  const onSocket = () => ({ stop: () => undefined });
  const server = createSocketServer({ host: '0.0.0.0', port: 0, limits: { maxConnections: 1 }, log, onSocket });
  expect(await server.listen()).toEqual({ host: 'localhost', port: expect.any(Number) as number });
  await server.close(0);
});

test.each([
  ['a port in use', '127.0.0.1', 'EADDRINUSE'],
  ['an address of another machine', '192.0.2.1', 'EADDRNOTAVAIL'],
])('rejects %s with the code by which the caller finds a remedy', async (_what, host, code) => {
  const { port } = await startServer();
  await expect(startServer({ host, port })).rejects.toMatchObject({ code });
});

test('refuses who comes beyond the limit, says so once, and takes the next when there is room', async () => {
  const { port, server, nextConnection, connections, log } = await startServer({ limits: { maxConnections: 1 } });
  const first = await Promise.all([nextConnection(), connectTo(port)]);
  const [second, third] = [await connectTo(port), await connectTo(port)];
  await Promise.all([closed(second), closed(third)]);
  expect(connections).toHaveLength(1);
  expect(log.lines).toEqual([{ message: 'connections are refused', fields: { maxConnections: 1, refused: 1 } }]);

  first[1].end();
  await vi.waitFor(() => expect(server.connectionCount).toBe(0));
  await Promise.all([nextConnection(), connectTo(port)]);
  expect(server.connectionCount).toBe(1);
});

test('survives a peer that resets the connection', async () => {
  const { port, server, nextConnection } = await startServer();
  const connection = nextConnection();
  const client = await connectTo(port);
  const { socket } = await connection;
  client.resetAndDestroy();
  await closed(socket);
  expect(server.connectionCount).toBe(0);
});

test('survives a protocol that fails, and cuts that connection', async () => {
  const error = new Error('no protocol');
  const { port, server, log } = await startServer({
    onSocket: () => {
      throw error;
    },
  });
  await closed(await connectTo(port));
  expect(server.connectionCount).toBe(0);
  expect(log.lines).toEqual([{ message: 'a connection could not be served', fields: { error, peer: '127.0.0.1' } }]);
});

test('closes when every protocol has taken leave, and accepts nobody meanwhile', async () => {
  const sayGoodbye = ({ socket }: SocketConnection) => ({ stop: () => void socket.end('goodbye') });
  const { port, server, nextConnection } = await startServer({ onSocket: sayGoodbye });
  const connections = [nextConnection(), nextConnection()];
  const clients = [await connectTo(port), await connectTo(port)];
  await Promise.all(connections);
  const said = clients.map(async (client) => String(await once(client, 'data')));
  const closing = server.close(60_000);
  expect(await Promise.all(said)).toEqual(['goodbye', 'goodbye']);
  await closing;
  expect(server.connectionCount).toBe(0);
  await expect(connectTo(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('cuts who has not taken leave when the grace is over', async () => {
  const stop = vi.fn();
  const { port, server, nextConnection } = await startServer({ onSocket: () => ({ stop }) });
  const connection = nextConnection();
  const client = await connectTo(port);
  await connection;
  await Promise.all([server.close(20), server.close(60_000), closed(client)]);
  expect(stop).toHaveBeenCalledOnce();
});

test('closes although it never listened', async () => {
  const log = new RecordingLog();
  const onSocket = () => ({ stop: () => undefined });
  await createSocketServer({ host: '127.0.0.1', port: 0, limits: { maxConnections: 1 }, log, onSocket }).close(60_000);
});

function echo({ socket }: SocketConnection) {
  socket.on('end', () => socket.end());
  socket.on('data', (data) => void socket.write(Buffer.concat([data, data])));
  return { stop: () => void socket.end() };
}
