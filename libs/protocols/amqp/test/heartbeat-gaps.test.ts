import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { ManualClock } from '@howdah/storage-conformance';
import { expect, it, onTestFinished } from 'vitest';
import { Heartbeat } from '../src/connection/heartbeat.js';
import { Wire } from '../src/connection/wire.js';
import { frameType } from '../src/spec/constants.js';

const intervalMs = 1_000;

/** Both ends of a connection, and heartbeats on our end that a test's clock drives. */
async function startHeartbeat(): Promise<{ clock: ManualClock; wire: Wire; peer: Socket; silences: () => number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const peer = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => {
    peer.destroy();
    socket.destroy();
    server.close();
  });
  const wire = new Wire(socket, { frame: () => undefined, broken: () => undefined, drained: () => undefined });
  socket.on('data', (chunk: Buffer) => wire.receive(chunk));
  const clock = new ManualClock();
  let silences = 0;
  new Heartbeat(wire, clock, intervalMs / 1_000, () => silences++).start();
  return { clock, wire, peer, silences: () => silences };
}

/** What the peer reads next. */
async function read(peer: Socket): Promise<Buffer> {
  const [bytes] = (await once(peer, 'data')) as [Buffer];
  return bytes;
}

it('is sent within half an interval of the last word, whenever in the interval that was', async () => {
  for (const saidAt of [0, 1, intervalMs / 4, intervalMs / 2 - 1, intervalMs / 2 + 1]) {
    const { clock, wire, peer } = await startHeartbeat();
    if (saidAt > intervalMs / 2) {
      clock.advance(intervalMs / 2);
      expect((await read(peer))[0]).toBe(frameType.heartbeat);
    }
    clock.advance(saidAt % (intervalMs / 2));
    wire.out.raw(Buffer.from('word'));
    expect((await read(peer)).toString('latin1')).toContain('word');
    clock.advance(intervalMs / 2);
    expect((await read(peer))[0]).toBe(frameType.heartbeat);
  }
});

it('takes a peer for dead after two silent intervals, and not before', async () => {
  const { clock, silences } = await startHeartbeat();
  clock.advance(2 * intervalMs - 1);
  expect(silences()).toBe(0);
  clock.advance(1);
  expect(silences()).toBe(1);
});
