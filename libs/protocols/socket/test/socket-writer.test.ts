import { once } from 'node:events';
import { SocketWriter, type OutputSource, type SocketWriterOptions } from '@howdah/protocol-socket';
import { expect, test, vi } from 'vitest';
import { closed, connectTo, startServer } from './harness.js';

const mebibyte = 1024 * 1024;

/** What a protocol has encoded. */
class Encoded implements OutputSource {
  takes = 0;
  #pieces: Buffer[] = [];

  add(piece: Buffer | string): void {
    this.#pieces.push(Buffer.from(piece));
  }

  get pendingBytes(): number {
    return this.#pieces.reduce((sum, { length }) => sum + length, 0);
  }

  take(): readonly Buffer[] {
    this.takes += 1;
    return this.#pieces.splice(0);
  }
}

test('sends everything of a turn at once and in order, whatever it came from', async () => {
  const { source, writer, client } = await startWriter();
  const say = (text: string): void => {
    source.add(text);
    writer.signal();
  };
  say('one ');
  queueMicrotask(() => say('two '));
  process.nextTick(() => say('three'));
  expect(source.takes).toBe(0);
  expect(String(await once(client, 'data'))).toBe('one two three');
  expect(source.takes).toBe(1);
});

test('brings large pieces over as they are', async () => {
  const { source, writer, client } = await startWriter();
  const pieces = [1, 2, 3].map((octet) => Buffer.alloc(2 * mebibyte, octet));
  for (const piece of pieces) source.add(piece);
  writer.signal();
  writer.end();
  const received = await client.toArray();
  expect(Buffer.compare(Buffer.concat(received as Buffer[]), Buffer.concat(pieces))).toBe(0);
});

test('is congested while the peer does not read, and says once when that is over', async () => {
  const onDrain = vi.fn();
  const { source, writer, client } = await startWriter({ onDrain });
  client.pause();
  expect(writer.isCongested).toBe(false);
  await fill(source, writer);
  expect(writer.isCongested).toBe(true);
  await vi.waitFor(() => expect(writer.stalledMs()).toBeGreaterThan(20));
  expect(onDrain).not.toHaveBeenCalled();

  client.resume();
  await vi.waitFor(() => expect(writer.stalledMs()).toBe(0));
  expect(writer.isCongested).toBe(false);
  expect(onDrain).toHaveBeenCalledOnce();
});

test('is congested already by what waits for the end of the turn, and drains', async () => {
  const onDrain = vi.fn();
  const { source, writer } = await startWriter({ congestedAt: 10, onDrain });
  source.add('eleven bytes');
  writer.signal();
  expect(writer.isCongested).toBe(true);
  await vi.waitFor(() => expect(onDrain).toHaveBeenCalledOnce());
});

test('does not speak of a drain when nobody saw a congestion', async () => {
  const onDrain = vi.fn();
  const { source, writer, client } = await startWriter({ congestedAt: 10, onDrain });
  source.add('eleven bytes');
  writer.signal();
  await once(client, 'data');
  writer.end();
  await once(client, 'end');
  expect(onDrain).not.toHaveBeenCalled();
});

test('drops what comes after the end, without an error', async () => {
  const { source, writer, client, socket } = await startWriter();
  const received = client.toArray();
  source.add('last');
  writer.end();
  source.add('late');
  writer.signal();
  expect(String(await received)).toBe('last');
  await closed(socket);
  source.add('later');
  writer.flush();
  expect(source.pendingBytes).toBe(0);
});

async function startWriter(options: SocketWriterOptions = {}) {
  const { port, nextConnection } = await startServer();
  const connection = nextConnection();
  const client = await connectTo(port);
  const { socket } = await connection;
  socket.resume();
  const source = new Encoded();
  return { source, writer: new SocketWriter(socket, source, options), client, socket };
}

/** Until the system takes no more: its own buffers hold some megabytes. */
async function fill(source: Encoded, writer: SocketWriter): Promise<void> {
  for (let i = 0; i < 64; i += 1) source.add(Buffer.alloc(mebibyte));
  writer.flush();
  await new Promise((resolve) => setImmediate(resolve));
}
