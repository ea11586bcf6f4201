import { describe, expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

interface Life {
  readonly holding: string;
  readonly summary: string;
  readonly copies: readonly { readonly queue: string; readonly state: string }[];
  readonly events: readonly { readonly kind: string; readonly at: string | null }[];
}

const error = { name: 'PaymentTimeout', message: 'too late', stack: 'Error: too late\n    at charge (charge.ts:88:1)' };

async function shop(): Promise<{ rest: RestBench; id: string }> {
  const rest = await RestBench.start();
  await rest.declareQueue('orders', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'graveyard' });
  await rest.declareQueue('graveyard');
  const published = await rest.ask('POST', '/v1/queues/orders/messages', { body: { n: 1 }, properties: { appId: 'till' } });
  return { rest, id: published.json<{ id: string }>().id };
}

async function receive(rest: RestBench, queue = 'orders'): Promise<string> {
  const received = await rest.ask('POST', `/v1/queues/${queue}/deliveries`, {});
  return received.json<{ messages: { token: string }[] }>().messages[0]!.token;
}

async function settle(rest: RestBench, outcome: string, more: object = {}): Promise<void> {
  const settlements = [{ token: await receive(rest), outcome, ...more }];
  await rest.ask('POST', '/v1/queues/orders/settlements', { settlements });
  rest.clock.advance(1_000);
}

async function lifeOf(rest: RestBench, id: string, user = 'admin'): Promise<Life> {
  const response = await rest.ask('GET', `/v1/messages/${id}/life`, undefined, { user });
  expect(response.statusCode, response.body).toBe(200);
  return response.json<Life>();
}

async function redrive(rest: RestBench, id: string): Promise<string> {
  const accepted = await rest.ask('POST', '/v1/queues/graveyard/redrives', { filter: { messageId: id } });
  const location = accepted.headers['location']!;
  while ((await rest.ask('GET', location)).json<{ state: string }>().state !== 'completed') rest.clock.advance(50);
  return location.split('/').at(-1)!;
}

describe('the life of a message', () => {
  it('is told from its publishing to where it lies now', async () => {
    const { rest, id } = await shop();
    const life = await lifeOf(rest, id);
    expect(life).toMatchObject({
      ...{ holding: 'held', summary: "It is held: ready in 'orders'.", isComplete: true },
      copies: [{ queue: 'orders', state: 'ready', position: id, reasons: [{ code: 'no_consumer' }] }],
      events: [
        { kind: 'published', exchange: '', routingKey: 'orders', persistent: true, appId: 'till', userId: null },
        { kind: 'routed', queue: 'orders' },
      ],
    });
  });

  it('has each failed attempt, its death, its redrives and what came of them, in order', async () => {
    const { rest, id } = await shop();
    await settle(rest, 'retry', { error });
    await settle(rest, 'reject', { error });
    expect(await lifeOf(rest, id)).toMatchObject({
      copies: [{ queue: 'graveyard', state: 'dead', origin: 'orders' }],
      events: [
        { kind: 'routed', queue: 'orders', at: null },
        { kind: 'attempt', number: 1, queue: 'orders', outcome: 'retry', error },
        { kind: 'attempt', number: 2, queue: 'orders', outcome: 'reject', error },
        { kind: 'died', queue: 'orders', reason: 'rejected', count: 1, error },
      ],
    });
    const operation = await redrive(rest, id);
    const redriven = { kind: 'redriven', operation, by: 'admin', from: 'graveyard', to: 'orders' };
    const life = await lifeOf(rest, id);
    expect(life.copies).toMatchObject([{ queue: 'orders', state: 'ready' }]);
    expect(life.events.at(-1)).toMatchObject(redriven);
    const token = await receive(rest);
    expect((await lifeOf(rest, id)).copies).toMatchObject([
      { queue: 'orders', state: 'leased', reasons: [{ code: 'received' }] },
    ]);
    await rest.ask('POST', '/v1/queues/orders/settlements', { settlements: [{ token, outcome: 'ack' }] });
    const after = await lifeOf(rest, id);
    expect(after).toMatchObject({ holding: 'gone', copies: [] });
    expect(after.summary).toContain('No queue holds it any more');
    expect(after.events.map(({ kind }) => kind)).toEqual(['routed', 'attempt', 'attempt', 'redriven']);
  });

  it('says what an operation has left, and why', async () => {
    const { rest, id } = await shop();
    const { headers } = await rest.ask('POST', '/v1/queues/orders/redrives', {});
    while ((await rest.ask('GET', headers['location']!)).json<{ state: string }>().state !== 'completed') rest.clock.advance(50);
    const [last] = (await lifeOf(rest, id)).events.slice(-1);
    expect(last).toMatchObject({ kind: 'left', from: 'orders', detail: expect.stringContaining('not_a_dead_letter') as string });
  });

  it('is told only of queues that may be read', async () => {
    const { rest, id } = await shop();
    await rest.addUser('clerk', 'payload-viewer');
    expect((await lifeOf(rest, id, 'clerk')).copies).toHaveLength(1);
    await rest.ask('PUT', '/v1/permissions/clerk', { configure: '', write: '', read: '^mail$' });
    const refused = await rest.ask('GET', `/v1/messages/${id}/life`, undefined, { user: 'clerk' });
    expect(refused.json()).toMatchObject({ status: 404, code: 'message_not_found' });
    const unknown = await rest.ask('GET', '/v1/messages/12345/life');
    expect(unknown.json()).toMatchObject({ status: 404, code: 'message_not_found' });
  });

  it('shows the whole message beside it', async () => {
    const { rest, id } = await shop();
    expect((await rest.ask('GET', `/v1/queues/orders/messages/${id}`)).json()).toMatchObject({
      id,
      body: { n: 1 },
      state: 'ready',
    });
    expect((await rest.ask('GET', '/v1/queues/orders/messages/12345')).json()).toMatchObject({ code: 'message_not_found' });
  });
});
