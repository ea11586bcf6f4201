import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RestBench } from './rest-bench.js';

interface ServerEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data: Record<string, unknown>;
}

const authorization = `Basic ${Buffer.from('admin:a long password').toString('base64')}`;

function parse(block: string): ServerEvent[] {
  const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
  const data = fields.get('data');
  const [id, event] = [fields.get('id'), fields.get('event')];
  return data === undefined
    ? []
    : [{ ...(id && { id }), ...(event && { event }), data: JSON.parse(data) as Record<string, unknown> }];
}

async function setup() {
  const rest = await RestBench.start();
  await rest.declareQueue('orders');
  return rest;
}

/** What is so now. */
async function state(rest: RestBench, query = '', headers: Record<string, string> = {}): Promise<ServerEvent[]> {
  const response = await rest.ask('GET', `/v1/events?forMs=0${query}`, undefined, { headers });
  expect(response.headers['content-type']).toBe('text/event-stream');
  return response.body.split('\n\n').flatMap(parse);
}

/** A client on a socket of its own. */
async function connect(rest: RestBench, query = '', login = authorization) {
  await rest.app.listen(0, '127.0.0.1');
  const request = get(`${await rest.app.getUrl()}/v1/events?${query}`, { headers: { authorization: login }, agent: false });
  onTestFinished(() => void request.destroy());
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks = response.setEncoding('utf8').iterator({ destroyOnReturn: false });
  let text = '';
  const events: ServerEvent[] = [];
  const next = async (): Promise<ServerEvent | null> => {
    while (events.length === 0) {
      const { value, done } = (await chunks.next()) as IteratorResult<string, undefined>;
      if (done === true) return null;
      text += value;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      events.push(...blocks.flatMap(parse));
    }
    return events.shift()!;
  };
  return { next, close: () => request.destroy() };
}

/** A second passes, and what it brings about. */
async function second(rest: RestBench): Promise<void> {
  rest.clock.advance(1_000);
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}

describe('the stream of events', () => {
  it('begins with everything, the id at the last event', async () => {
    const rest = await setup();
    await rest.ask('POST', '/v1/queues/orders/messages', { body: 1 });
    rest.clock.advance(5_000);
    const events = await state(rest);
    expect(events.map(({ event, id }) => [event, id !== undefined])).toEqual([
      ['attention', false],
      ['queues', false],
      ['operations', false],
      ['overview', true],
    ]);
    expect(events[0]?.data).toMatchObject({ affected: 1, findings: [{ code: 'no_consumers', queue: 'orders' }] });
    expect(events[1]?.data).toMatchObject({ complete: true, queues: [{ queue: 'orders', ready: 1, consumers: 0 }] });
    expect(events[2]?.data).toMatchObject({ complete: true, operations: [] });
    expect(events[3]?.data).toMatchObject({ overview: { queues: 1, totals: { ready: 1 } } });
  });

  it('goes on with what changes, each second', async () => {
    const rest = await setup();
    const client = await connect(rest, 'topics=queues,overview');
    expect((await client.next())?.data).toMatchObject({ complete: true, queues: [] });
    const first = await client.next();
    await second(rest);
    expect((await client.next())?.event).toBe('overview');
    await rest.ask('POST', '/v1/queues/orders/messages', { body: 1 });
    await second(rest);
    expect((await client.next())?.data).toMatchObject({ complete: false, queues: [{ queue: 'orders', ready: 1 }] });
    const last = await client.next();
    expect(last?.data).toMatchObject({ overview: { totals: { ready: 1 } } });
    expect(last?.id).not.toBe(first?.id);
  });

  it('tells how far operations are, and when they pause or end', async () => {
    const rest = await setup();
    await rest.ask('POST', '/v1/queues/orders/messages', { messages: [{ body: 1 }, { body: 2 }, { body: 3 }] });
    const client = await connect(rest, 'topics=operations');
    expect((await client.next())?.data).toMatchObject({ complete: true, operations: [] });
    const { headers } = await rest.ask('POST', '/v1/queues/orders/purges', { ratePerSecond: 1 });
    await second(rest);
    expect((await client.next())?.data).toMatchObject({ complete: false, operations: [{ kind: 'purge', state: 'running' }] });
    await rest.ask('PATCH', headers['location']!, { state: 'paused' });
    await second(rest);
    const paused = { state: 'paused', stateReason: `by 'admin'`, total: 3 };
    expect((await client.next())?.data).toMatchObject({ complete: false, operations: [paused] });
    await rest.ask('PATCH', headers['location']!, { state: 'running' });
    for (let told: ServerEvent | null = null; JSON.stringify(told).includes('"completed"') === false;) {
      await second(rest);
      told = await client.next();
      expect(told?.data).toMatchObject({ complete: false, operations: [{ total: 3 }] });
    }
    const [now] = await state(rest, '&topics=operations');
    expect(now?.data).toMatchObject({ complete: true, operations: [{ state: 'completed', moved: 3 }] });
  });

  it('goes on behind the last event of a client that comes back', async () => {
    const rest = await setup();
    await rest.declareQueue('stock');
    for (const queue of ['orders', 'stock']) await rest.ask('POST', `/v1/queues/${queue}/messages`, { body: 1 });
    const client = await connect(rest, 'topics=queues');
    const { id = '', data } = (await client.next())!;
    expect(data['queues']).toHaveLength(2);
    await rest.ask('POST', '/v1/queues/orders/messages', { body: 2 });
    await second(rest);
    await client.next();
    const [again] = await state(rest, '&topics=queues', { 'last-event-id': id });
    expect(again?.data).toMatchObject({ complete: false, queues: [{ queue: 'orders', ready: 2 }] });
    const [stranger] = await state(rest, '&topics=queues', { 'last-event-id': 'ffffffff-1' });
    expect(stranger?.data).toMatchObject({ complete: true });
  });

  it('tells of what was asked for alone', async () => {
    const rest = await setup();
    await rest.declareQueue('stock');
    for (const queue of ['orders', 'stock']) await rest.ask('POST', `/v1/queues/${queue}/messages`, { body: 1 });
    const [event, ...others] = await state(rest, '&topics=queues&vhost=/&queue=stock');
    expect(others).toEqual([]);
    expect(event?.data).toMatchObject({ queues: [{ queue: 'stock' }] });
  });

  it('refuses what there is not, as a problem document', async () => {
    const rest = await setup();
    expect((await rest.ask('GET', '/v1/events?topics=weather')).json()).toMatchObject({ code: 'invalid_request' });
    expect((await rest.ask('GET', '/v1/events?queue=orders')).json()).toMatchObject({ code: 'invalid_argument' });
    expect((await rest.ask('GET', '/v1/events?vhost=/&queue=missing')).json()).toMatchObject({ code: 'queue_not_found' });
  });

  it('ends when its user may no longer look', async () => {
    const rest = await setup();
    await rest.addUser('root', 'admin');
    const client = await connect(rest, 'topics=overview');
    await client.next();
    await rest.ask('PUT', '/v1/users/admin', { password: 'a long password', role: 'none' }, { user: 'root' });
    await second(rest);
    expect(await client.next()).toBeNull();
    await rest.ask('PUT', '/v1/users/admin', { password: 'a long password', role: 'admin' }, { user: 'root' });
  });

  it('ends when its token is revoked', async () => {
    const rest = await setup();
    const created = await rest.ask('POST', '/v1/tokens', { role: 'viewer', description: '' });
    const { token, id } = created.json<{ token: string; id: string }>();
    const client = await connect(rest, 'topics=overview', `Bearer ${token}`);
    await client.next();
    await second(rest);
    expect(await client.next()).not.toBeNull();
    await rest.ask('DELETE', `/v1/tokens/${id}`);
    await second(rest);
    await client.next();
    expect(await client.next()).toBeNull();
  });

  it('is closed with its client', async () => {
    const rest = await setup();
    const client = await connect(rest, 'topics=overview');
    await client.next();
    expect(rest.broker.live.streamCount()).toBe(1);
    client.close();
    while (rest.broker.live.streamCount() > 0) await setImmediate();
  });
});
