import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

interface Received {
  readonly token: string;
  readonly id: string;
  readonly attempt: number;
  readonly body: unknown;
  readonly leasedUntil: string;
}

const queue = '/v1/queues/orders';

async function setup(...bodies: unknown[]): Promise<RestBench> {
  const rest = await RestBench.start();
  await rest.declareQueue('orders', { 'x-delivery-limit': 5 });
  for (const body of bodies) await rest.ask('POST', `${queue}/messages`, { body });
  return rest;
}

async function receive(rest: RestBench, options: Record<string, unknown> = {}): Promise<Received[]> {
  const response = await rest.ask('POST', `${queue}/deliveries`, { max: 10, ...options });
  expect(response.statusCode, response.body).toBe(200);
  return response.json<{ messages: Received[] }>().messages;
}

const settle = (rest: RestBench, ...settlements: unknown[]) => rest.ask('POST', `${queue}/settlements`, { settlements });
const statistics = async (rest: RestBench) => (await rest.ask('GET', `${queue}/statistics`)).json<Record<string, unknown>>();

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Receives over a real connection; `hold` delays the broker's answer. */
async function waitingClient(rest: RestBench, hold: (signal: AbortSignal) => Promise<void> = async () => undefined) {
  const { messages } = rest.broker;
  const ask = messages.receive.bind(messages);
  const asked = new Promise<AbortSignal>((resolve) => {
    Object.assign(messages, {
      receive: async (...args: Parameters<typeof ask>) => {
        const { signal = AbortSignal.abort() } = args[3];
        Object.assign(messages, { receive: ask });
        resolve(signal);
        const received = await ask(...args);
        await hold(signal);
        return received;
      },
    });
  });
  await rest.app.listen(0, '127.0.0.1');
  const gone = new AbortController();
  const request = fetch(`${await rest.app.getUrl()}${queue}/deliveries`, {
    ...{ method: 'POST', body: '{"waitMs":30000}', signal: gone.signal },
    headers: { authorization: `Basic ${btoa('admin:a long password')}`, 'content-type': 'application/json' },
  });
  request.catch(() => undefined);
  return { asked, goAway: () => gone.abort() };
}

describe('receiving', () => {
  it('leases messages in order, at most as many as asked for', async () => {
    const rest = await setup('a', 'b', 'c');
    const received = await receive(rest, { max: 2, leaseMs: 60_000 });
    expect(received.map(({ body, attempt }) => [body, attempt])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    expect(received[0]?.leasedUntil).toBe(new Date(rest.clock.now() + 60_000).toISOString());
    expect(await statistics(rest)).toMatchObject({ ready: 1, unacked: 2 });
  });

  it('has defaults for everything', async () => {
    const rest = await setup('a', 'b');
    const response = await rest.ask('POST', `${queue}/deliveries`);
    expect(response.json<{ messages: unknown[] }>().messages).toHaveLength(1);
  });

  it('waits for the first message', async () => {
    const rest = await setup();
    const waiting = receive(rest, { waitMs: 30_000 });
    await rest.ask('POST', `${queue}/messages`, { body: 'late' });
    expect(await waiting).toMatchObject([{ body: 'late' }]);
  });

  it('acknowledges at once when asked to', async () => {
    const rest = await setup('a');
    await receive(rest, { autoAck: true });
    expect(await statistics(rest)).toMatchObject({ ready: 0, unacked: 0 });
  });

  it('stops waiting when the client goes', async () => {
    const rest = await setup();
    const client = await waitingClient(rest);
    const signal = await client.asked;
    client.goAway();
    await aborted(signal);
    await rest.ask('POST', `${queue}/messages`, { body: 'for another' });
    expect(await receive(rest)).toMatchObject([{ body: 'for another', attempt: 1 }]);
  });

  it('gives back at once what it took for a client that is gone', async () => {
    const rest = await setup('a');
    const client = await waitingClient(rest, aborted);
    await client.asked;
    client.goAway();
    await expect.poll(() => statistics(rest)).toMatchObject({ ready: 1, unacked: 0 });
    expect(await receive(rest)).toMatchObject([{ body: 'a', attempt: 1 }]);
  });

  it('refuses an unknown queue and what is out of range', async () => {
    const rest = await setup();
    const unknown = await rest.ask('POST', '/v1/queues/missing/deliveries', {});
    expect(unknown.json()).toMatchObject({ status: 404, code: 'queue_not_found' });
    const tooMany = await rest.ask('POST', `${queue}/deliveries`, { max: 1_001, leaseMs: 1 });
    expect(tooMany.json()).toMatchObject({ status: 400, errors: [{ pointer: '#/max' }, { pointer: '#/leaseMs' }] });
  });
});

describe('settling', () => {
  it('acknowledges, releases, retries and rejects', async () => {
    const rest = await setup('ack', 'release', 'retry', 'reject');
    const received = await receive(rest);
    const response = await settle(rest, ...received.map(({ token, body }) => ({ token, outcome: body })));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ results: [{ status: 200 }, { status: 200 }, { status: 200 }, { status: 200 }] });
    const again = await receive(rest);
    expect(again.map(({ body, attempt }) => [body, attempt]).sort()).toEqual([
      ['release', 1],
      ['retry', 2],
    ]);
  });

  it('keeps why an attempt failed', async () => {
    const rest = await setup('poison');
    const [{ token, id } = { token: '', id: '' }] = await receive(rest);
    const error = { name: 'PaymentError', message: 'card expired', stack: 'at pay()' };
    await settle(rest, { token, outcome: 'retry', delayMs: 5_000, error });
    expect(await statistics(rest)).toMatchObject({ ready: 0, delayed: 1 });
    const attempts = await rest.ask('GET', `${queue}/messages/${id}/attempts`);
    expect(attempts.json()).toMatchObject({ items: [{ number: 1, consumer: 'admin@http', outcome: 'retry', error }] });
  });

  it('answers each for itself when a lease is over', async () => {
    const rest = await setup('a', 'b');
    const [a, b] = await receive(rest);
    await settle(rest, { token: a?.token, outcome: 'ack' });
    const response = await settle(rest, { token: a?.token, outcome: 'ack' }, { token: b?.token, outcome: 'ack' });
    expect(response.statusCode).toBe(207);
    expect(response.json()).toMatchObject({ results: [{ status: 409, problem: { code: 'lease_lost' } }, { status: 200 }] });
  });

  it('refuses an outcome that there is not, and says which there are', async () => {
    const rest = await setup('a');
    const response = await settle(rest, { token: 'x', outcome: 'done' });
    expect(response.json()).toMatchObject({
      status: 400,
      errors: [{ pointer: '#/settlements/0/outcome', detail: expect.stringMatching(/"ack".*found "done"/) as string }],
    });
  });

  it('refuses a token that is none', async () => {
    const rest = await setup('a');
    const response = await settle(rest, { token: 'no token', outcome: 'ack' });
    expect(response.json()).toMatchObject({ results: [{ problem: { code: 'invalid_argument' } }] });
  });
});

describe('extending a lease', () => {
  it('moves its end', async () => {
    const rest = await setup('a');
    const [{ token } = { token: '' }] = await receive(rest, { leaseMs: 10_000 });
    const response = await rest.ask('POST', `${queue}/extensions`, { token, leaseMs: 60_000 });
    expect(response.json()).toEqual({ leasedUntil: new Date(rest.clock.now() + 60_000).toISOString() });
  });

  it('is refused when the lease is over', async () => {
    const rest = await setup('a');
    const [{ token } = { token: '' }] = await receive(rest, { leaseMs: 1_000 });
    rest.clock.advance(60_000);
    const response = await rest.ask('POST', `${queue}/extensions`, { token, leaseMs: 60_000 });
    expect(response.json()).toMatchObject({ status: 409, code: 'lease_lost' });
  });
});
