import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import {
  claimCheck,
  compression,
  DeadLetter,
  deadLettersOf,
  defineQueue,
  encryption,
  fixed,
  immediate,
  isHowdahError,
  Release,
  type Client,
  type Message,
} from '@howdah/sdk';
import { Collected } from './signal.js';

export interface Ground {
  readonly connect: () => Promise<Client> | Client;
  /** What was told to `onError`. */
  readonly errors: readonly unknown[];
}

const Order = z.object({ id: z.number(), total: z.number().positive() });
const newName = (): string => `sdk-${randomUUID()}`;

/** What the SDK does on every broker, RabbitMQ among them. */
export function sdkSuite(ground: () => Ground): void {
  const connected = async (): Promise<Client> => {
    const client = await ground().connect();
    onTestFinished(() => client.close());
    return client;
  };

  test('what is published typed arrives typed', async () => {
    const client = await connected();
    const orders = defineQueue(newName(), { schema: Order });
    const received = new Collected<Message<{ id: number; total: number }>>();
    client.consume(orders, received.add);
    const { id } = await client.publish(orders, { id: 1, total: 9.5 }, { headers: { tenant: 'a' }, correlationId: 'case-1' });
    const [message] = await received.atLeast(1);
    expect(message).toMatchObject({ id, data: { id: 1, total: 9.5 }, attempt: 1, redelivered: false, correlationId: 'case-1' });
    expect(message!.headers).toMatchObject({ tenant: 'a' });
  });

  test('what does not fit the schema is refused before it is sent', async () => {
    const client = await connected();
    const orders = defineQueue(newName(), { schema: Order });
    await expect(client.publish(orders, { id: 1, total: -1 })).rejects.toMatchObject({
      code: 'schema_invalid',
      issues: [expect.stringMatching(/^total: /)],
    });
  });

  test('what a full queue refuses is told as not stored, and may be repeated', async () => {
    const client = await connected();
    const full = defineQueue(newName(), { type: 'classic', arguments: { 'x-max-length': 1, 'x-overflow': 'reject-publish' } });
    await client.publish(full, 1);
    await expect(client.publish(full, 2)).rejects.toMatchObject({ code: 'not_stored', retryable: true });
  });

  test('a message that does not fit the schema of its reader is a dead letter at once', async () => {
    const client = await connected();
    const name = newName();
    const loose = defineQueue(name);
    const strict = defineQueue(name, { schema: Order });
    const dead = new Collected<Message>();
    let handled = 0;
    client.consume(strict, () => void handled++);
    client.consume(deadLettersOf(strict), dead.add);
    await client.publish(loose, { id: 'x' });
    const [letter] = await dead.atLeast(1);
    expect(letter).toMatchObject({ data: { id: 'x' }, deaths: [{ queue: name, reason: 'rejected', count: 1 }] });
    expect(handled).toBe(0);
  });

  test('a body without a form in JSON is refused', async () => {
    const client = await connected();
    const queue = defineQueue(newName());
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    await expect(client.publish(queue, cycle)).rejects.toMatchObject({ code: 'not_serialisable' });
    await expect(client.publish(queue, () => 1)).rejects.toMatchObject({ code: 'not_serialisable' });
  });

  test('a handler that throws is tried again up to the attempts of the queue, then the message is dead', async () => {
    const client = await connected();
    const queue = defineQueue(newName(), { retry: immediate({ attempts: 3 }) });
    const attempts = new Collected<number>();
    const dead = new Collected<Message>();
    client.consume(queue, ({ attempt }) => {
      attempts.add(attempt);
      throw new Error('out of order');
    });
    client.consume(deadLettersOf(queue), dead.add);
    await client.publish(queue, 'work');
    const [letter] = await dead.atLeast(1);
    expect(attempts.items).toEqual([1, 2, 3]);
    expect(letter).toMatchObject({ data: 'work', deaths: [{ reason: 'delivery_limit' }] });
    expect(ground().errors).toContainEqual(expect.objectContaining({ message: 'out of order' }));
  });

  test('DeadLetter ends a message at its first attempt', async () => {
    const client = await connected();
    const queue = defineQueue(newName(), { retry: fixed({ attempts: 5, delay: '1h' }) });
    const dead = new Collected<Message>();
    client.consume(queue, () => {
      throw new DeadLetter('no such customer');
    });
    client.consume(deadLettersOf(queue), dead.add);
    await client.publish(queue, 1);
    expect((await dead.atLeast(1))[0]).toMatchObject({ deaths: [{ reason: 'rejected' }] });
  });

  test('something thrown that is no error is told as what it was', async () => {
    const client = await connected();
    const queue = defineQueue(newName(), { retry: immediate({ attempts: 1 }) });
    const dead = new Collected<Message>();
    client.consume(queue, () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw { status: 'odd' };
    });
    client.consume(deadLettersOf(queue), dead.add);
    await client.publish(queue, 1);
    await dead.atLeast(1);
    expect(ground().errors).toContainEqual(
      expect.objectContaining({
        code: 'handler_threw_non_error',
        message: expect.stringContaining('{"status":"odd"}') as string,
      }),
    );
  });

  test('a handler that never returns is a failed attempt, and its signal tells why', async () => {
    const client = await connected();
    const queue = defineQueue(newName(), { retry: immediate({ attempts: 1 }) });
    const reasons = new Collected<unknown>();
    const dead = new Collected<Message>();
    client.consume(
      queue,
      (_message, { signal }) => {
        signal.addEventListener('abort', () => reasons.add(signal.reason));
        return new Promise(() => undefined);
      },
      { timeout: '50ms' },
    );
    client.consume(deadLettersOf(queue), dead.add);
    await client.publish(queue, 1);
    await dead.atLeast(1);
    expect(await reasons.atLeast(1)).toMatchObject([{ code: 'handler_timeout' }]);
  });

  test('no more handlers run than concurrency allows', async () => {
    const client = await connected();
    const queue = defineQueue<number>(newName());
    const done = new Collected<number>();
    let running = 0;
    let most = 0;
    let letGo: () => void = () => undefined;
    const allRun = new Promise<void>((resolve) => (letGo = resolve));
    client.consume(
      queue,
      async ({ data }) => {
        most = Math.max(most, ++running);
        if (running === 3) letGo();
        await allRun;
        await new Promise(setImmediate);
        running--;
        done.add(data);
      },
      { concurrency: 3 },
    );
    await client.publishBatch(Array.from({ length: 30 }, (_, data) => ({ queue, data })));
    await done.atLeast(30);
    expect(most).toBe(3);
    expect(done.items.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });

  test('a loop acknowledges by going on, and gives back what it leaves', async () => {
    const client = await connected();
    const queue = defineQueue<number>(newName());
    for (const data of [1, 2]) await client.publish(queue, data);
    const seen: number[] = [];
    for await (const { data } of client.messages(queue)) {
      seen.push(data);
      if (data === 2) break;
    }
    expect(seen).toEqual([1, 2]);
    for await (const message of client.messages(queue)) {
      expect(message).toMatchObject({ data: 2, redelivered: true });
      message.ack();
      break;
    }
  });

  test('closing waits for handlers, and after its limit gives back what they hold', async () => {
    const client = await connected();
    const queue = defineQueue<number>(newName());
    const started = new Collected<number>();
    const worker = client.consume(
      queue,
      ({ data }, { signal }) => {
        started.add(data);
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      },
      { drainTimeout: '20ms' },
    );
    await client.publish(queue, 7);
    await started.atLeast(1);
    await worker.close();
    expect(worker.health()).toMatchObject({ state: 'stopped', healthy: false, inFlight: 0 });
    const again = new Collected<Message<number>>();
    client.consume(queue, again.add);
    expect((await again.atLeast(1))[0]).toMatchObject({ data: 7 });
  });

  test('the signal of consume closes the worker', async () => {
    const client = await connected();
    const controller = new AbortController();
    const worker = client.consume(defineQueue(newName()), () => undefined, { signal: controller.signal });
    await worker.ready();
    controller.abort();
    await expect(worker.done).resolves.toBeUndefined();
  });

  test('an aborted publish rejects with the reason of its signal', async () => {
    const client = await connected();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(client.publish(defineQueue(newName()), 1, { signal })).rejects.toThrow('enough');
  });

  test('a batch that is not atomic has a result for each item', async () => {
    const client = await connected();
    const orders = defineQueue(newName(), { schema: Order });
    const results = await client.publishBatch(
      [
        { queue: orders, data: { id: 1, total: 1 } },
        { queue: orders, data: { id: 2, total: -1 } },
      ],
      { atomic: false },
    );
    expect(results).toEqual([
      { id: expect.any(String) as string },
      { error: expect.objectContaining({ code: 'schema_invalid' }) as Error },
    ]);
  });

  test('a queue that must be there and is not ends the worker and refuses the publish', async () => {
    const client = await connected();
    const queue = defineQueue(newName(), { declare: false });
    await expect(client.publish(queue, 1)).rejects.toMatchObject({
      code: 'queue_not_found',
      remedy: expect.any(String) as string,
    });
    const worker = client.consume(queue, () => undefined);
    await expect(worker.done).rejects.toMatchObject({ code: 'queue_not_found' });
    expect(worker.health()).toMatchObject({ state: 'failed', healthy: false });
  });

  test('a queue that is there with other arguments is an error', async () => {
    const client = await connected();
    const name = newName();
    await client.publish(defineQueue(name, { ttl: '1h' }), 1);
    const other = await ground().connect();
    onTestFinished(() => other.close());
    await expect(other.publish(defineQueue(name, { ttl: '2h' }), 1)).rejects.toMatchObject({ code: 'queue_mismatch' });
  });

  test('a request is answered, and refused when its message is dead', async () => {
    const client = await connected();
    const squares = defineQueue<number>(newName());
    client.consume(squares, ({ data }) => {
      if (data < 0) throw new DeadLetter('negative');
      return data * data;
    });
    expect(await client.request(squares, 12)).toBe(144);
    await expect(client.request(squares, -1)).rejects.toMatchObject({ code: 'request_failed' });
  });

  test('a request that nobody answers ends in time', async () => {
    const client = await connected();
    await expect(client.request(defineQueue(newName()), 1, { timeout: '30ms' })).rejects.toMatchObject({
      code: 'request_timeout',
    });
  });

  test('middlewares pack, encrypt and move a body, and undo it in the other order', async () => {
    const client = await connected();
    const blobs = new Map<string, Buffer>();
    const store = {
      put: async (body: Buffer, id: string) => (blobs.set(id, body), id),
      get: async (reference: string) => blobs.get(reference)!,
    };
    client
      .use(compression({ minBytes: 10 }))
      .use(encryption({ keys: { k1: Buffer.alloc(32, 1) }, current: 'k1' }))
      .use(claimCheck({ store, minBytes: 10 }));
    const queue = defineQueue<string>(newName());
    const received = new Collected<Message<string>>();
    client.consume(queue, received.add);
    const text = 'a long secret '.repeat(100);
    await client.publish(queue, text);
    expect((await received.atLeast(1))[0]!.data).toBe(text);
    expect([...blobs.values()][0]!.length).toBeLessThan(200);
    expect([...blobs.values()][0]!.includes('secret')).toBe(false);
  });

  test('a body that a stranger wrote is a dead letter where encryption is required', async () => {
    const plain = await connected();
    const client = (await connected()).use(encryption({ keys: { k1: Buffer.alloc(32, 1) }, current: 'k1' }));
    const queue = defineQueue(newName());
    const dead = new Collected<Message>();
    client.consume(queue, () => expect.unreachable());
    plain.consume(deadLettersOf(queue), dead.add);
    await plain.publish(queue, 'forged');
    expect((await dead.atLeast(1))[0]!.data).toBe('forged');
    expect(ground().errors.some((error) => isHowdahError(error) && error.code === 'not_readable')).toBe(true);
  });

  test('a released message comes again', async () => {
    const client = await connected();
    const queue = defineQueue(newName(), { retry: immediate({ attempts: 3 }) });
    const seen = new Collected<Message>();
    client.consume(queue, (message) => {
      seen.add(message);
      if (seen.items.length === 1) throw new Release();
    });
    await client.publish(queue, 1);
    expect((await seen.atLeast(2))[1]).toMatchObject({ redelivered: true });
  });
}
