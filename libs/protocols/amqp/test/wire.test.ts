import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Wire } from '../src/connection/wire.js';
import { frameOf } from './fuzz/random-frames.js';

const frames = 200;
const question = frameOf(8, 0, Buffer.alloc(8_000));
const answer = { properties: Buffer.from([0, 0]), body: Buffer.alloc(1024 * 1024) };
const values = { replyCode: 312, replyText: 'NO_ROUTE', exchange: '', routingKey: 'q' };

/** Both ends of a connection. */
async function socketPair(): Promise<[client: Socket, server: Socket]> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const client = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  const [server] = (await once(listener, 'connection')) as [Socket];
  onTestFinished(() => {
    for (const socket of [client, server]) socket.destroy();
    listener.close();
  });
  return [client, server];
}

describe('a wire', () => {
  it('is not read from while the peer leaves too many answers lying, and goes on when it takes them', async () => {
    const [client, server] = await socketPair();
    let asked = 0;
    const wire: Wire = new Wire(server, {
      frame: () => {
        asked++;
        wire.out.methodWithContent(1, 'basic.return', values, answer);
      },
      broken: (error) => expect.unreachable(String(error)),
      drained: () => undefined,
    });
    server.on('data', (chunk: Buffer) => wire.receive(chunk));
    client.pause();
    client.write(Buffer.concat(Array.from({ length: frames }, () => question)));
    await vi.waitFor(() => expect(wire.isPaused).toBe(true), { timeout: 20_000 });
    expect(asked).toBeLessThan(frames / 2);
    client.resume();
    await vi.waitFor(() => expect(asked).toBe(frames), { timeout: 20_000 });
    await vi.waitFor(() => expect(wire.isPaused).toBe(false), { timeout: 20_000 });
  });
});
