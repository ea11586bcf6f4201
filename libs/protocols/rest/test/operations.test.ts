import { describe, expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly cutoff: string;
}

interface Received {
  readonly messages: readonly { readonly token: string }[];
}

/** Messages of orders that were rejected lie in dead. */
async function withDeadLetters(bodies: readonly unknown[]): Promise<RestBench> {
  const rest = await RestBench.start();
  await rest.declareQueue('orders', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead' });
  await rest.declareQueue('dead');
  await die(rest, bodies);
  return rest;
}

async function die(rest: RestBench, bodies: readonly unknown[]): Promise<void> {
  await rest.ask('POST', '/v1/queues/orders/messages', { messages: bodies.map((body) => ({ body })) });
  const { messages } = (await rest.ask('POST', '/v1/queues/orders/deliveries', { max: 100 })).json<Received>();
  const error = { name: 'Timeout', message: 'too late' };
  const settlements = messages.map(({ token }) => ({ token, outcome: 'reject', error }));
  await rest.ask('POST', '/v1/queues/orders/settlements', { settlements });
}

async function untilState(rest: RestBench, location: string, state: string): Promise<Shown> {
  for (let tries = 0; tries < 200; tries++) {
    const shown = (await rest.ask('GET', location)).json<Shown>();
    if (shown.state === state) return shown;
    rest.clock.advance(50);
  }
  throw new Error(`still ${(await rest.ask('GET', location)).body}`);
}

const bodiesIn = async (rest: RestBench, queue: string) =>
  (await rest.ask('GET', `/v1/queues/${queue}/messages`)).json<{ items: { body: unknown }[] }>().items.map(({ body }) => body);

describe('POST …/redrives', () => {
  it('is accepted with the place where the operation is, which goes on by itself', async () => {
    const rest = await withDeadLetters([{ n: 1 }, { n: 2 }]);
    const filter = { errorName: 'Timeout', body: [{ pointer: '/n', equals: 2 }] };
    const accepted = await rest.ask('POST', '/v1/queues/dead/redrives', { filter, ratePerSecond: 100 });
    expect(accepted.statusCode).toBe(202);
    const operation = accepted.json<Shown>();
    expect(operation).toMatchObject({
      kind: 'redrive',
      vhost: '/',
      queue: 'dead',
      state: 'running',
      filter,
      author: 'admin',
      edited: null,
    });
    expect(accepted.headers['location']).toBe(`/v1/operations/${operation.id}`);
    const ended = await untilState(rest, accepted.headers['location']!, 'completed');
    expect(ended).toMatchObject({ total: 1, moved: 1, skipped: {}, left: 0, following: 1 });
    expect([await bodiesIn(rest, 'orders'), await bodiesIn(rest, 'dead')]).toEqual([[{ n: 2 }], [{ n: 1 }]]);
    expect((await rest.ask('GET', '/metrics')).body).toContain('howdah_messages_moved_total{kind="redrive"} 1');
  });

  it('says with dryRun what would become of each message, and its cutoff stands for exactly these', async () => {
    const rest = await withDeadLetters([{ n: 1 }]);
    const checked = await rest.ask('POST', '/v1/queues/dead/redrives', { dryRun: true });
    expect(checked.statusCode).toBe(200);
    expect(checked.json()).toMatchObject({
      totals: { no_consumer: 1 },
      items: [{ verdict: 'no_consumer', target: 'orders' }],
      samples: [{ before: { routingKey: 'dead', body: { n: 1 } }, after: { routingKey: 'orders', body: { n: 1 } } }],
      isComplete: true,
    });
    await die(rest, [{ n: 2 }]);
    const { cutoff } = checked.json<Shown>();
    const accepted = await rest.ask('POST', '/v1/queues/dead/redrives', { cutoff });
    expect(await untilState(rest, accepted.headers['location']!, 'completed')).toMatchObject({ total: 1, moved: 1 });
  });

  it('keeps an edited body digit for digit', async () => {
    const rest = await withDeadLetters([{ n: 1 }]);
    const { items } = (await rest.ask('GET', '/v1/queues/dead/messages')).json<{ items: Shown[] }>();
    const request = `{"filter":{"messageId":"${items[0]!.id}"},"edit":{"body":{"n": 9007199254740993},"setHeaders":{"fixed":true}}}`;
    const accepted = await rest.ask('POST', '/v1/queues/dead/redrives', request);
    expect(accepted.json()).toMatchObject({ edited: { body: true, headers: ['fixed'] } });
    await untilState(rest, accepted.headers['location']!, 'completed');
    const [message] = (await rest.ask('GET', '/v1/queues/orders/messages')).json<{ items: object[] }>().items;
    expect(message).toMatchObject({
      body: '{"n":9007199254740993}',
      bodyEncoding: 'text',
      headers: { fixed: true, 'x-redrive-by': 'admin', 'x-redrive-edited': 'body, fixed' },
    });
  });

  it('publishes again through an exchange, by the key that it had or another', async () => {
    const rest = await withDeadLetters([{ n: 1 }, { n: 2 }]);
    for (const name of ['copies', 'archive']) {
      await rest.declareQueue(name);
      await rest.ask('POST', '/v1/bindings', { source: 'amq.fanout', destination: name });
    }
    const filter = (n: number) => ({ body: [{ pointer: '/n', equals: n }] });
    const request = { filter: filter(1), exchange: 'amq.fanout' };
    const checked = await rest.ask('POST', '/v1/queues/dead/redrives', { ...request, dryRun: true });
    expect(checked.json()).toMatchObject({
      items: [{ verdict: 'no_consumer', target: 'copies, archive' }],
      samples: [{ after: { exchange: 'amq.fanout', routingKey: 'orders' } }],
    });
    const fanned = await rest.ask('POST', '/v1/queues/dead/redrives', request);
    expect(fanned.json()).toMatchObject({ target: null, exchange: 'amq.fanout', routingKey: null });
    expect(await untilState(rest, fanned.headers['location']!, 'completed')).toMatchObject({ moved: 1 });
    const keyed = { filter: filter(2), exchange: 'amq.default', routingKey: 'copies' };
    await untilState(rest, (await rest.ask('POST', '/v1/queues/dead/redrives', keyed)).headers['location']!, 'completed');
    expect([await bodiesIn(rest, 'copies'), await bodiesIn(rest, 'archive')]).toEqual([[{ n: 1 }, { n: 2 }], [{ n: 1 }]]);
    expect(await bodiesIn(rest, 'dead')).toEqual([]);
  });

  it('leaves what the exchange leads nowhere', async () => {
    const rest = await withDeadLetters([1]);
    const { headers } = await rest.ask('POST', '/v1/queues/dead/redrives', { exchange: 'amq.topic', routingKey: 'nobody' });
    expect(await untilState(rest, headers['location']!, 'completed')).toMatchObject({ moved: 0, skipped: { no_route: 1 } });
  });

  it('makes one operation under an Idempotency-Key', async () => {
    const rest = await withDeadLetters([1]);
    const headers = { 'idempotency-key': 'k' };
    const first = await rest.ask('POST', '/v1/queues/dead/redrives', { canary: true }, { headers });
    const again = await rest.ask('POST', '/v1/queues/dead/redrives', { canary: true }, { headers });
    expect([again.statusCode, again.json<Shown>().id]).toEqual([202, first.json<Shown>().id]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const other = await rest.ask('POST', '/v1/queues/dead/redrives', {}, { headers });
    expect(other.json()).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
  });

  it.each([
    [{ filter: { unknown: 1 } }, 'invalid_request'],
    [{ ratePerSecond: -1 }, 'invalid_request'],
    [{ filter: { body: [{ pointer: 'n', equals: 1 }] } }, 'invalid_argument'],
    [{ edit: { setHeaders: { a: 1 } } }, 'invalid_argument'],
    [{ target: 'missing' }, 'queue_not_found'],
    [{ exchange: 'missing' }, 'exchange_not_found'],
    [{ exchange: 'amq.topic', target: 'orders' }, 'invalid_argument'],
    [{ exchange: 'amq.topic', resetAttempts: false }, 'invalid_argument'],
    [{ routingKey: 'a' }, 'invalid_argument'],
  ])('refuses %j', async (body, code) => {
    const rest = await withDeadLetters([]);
    expect((await rest.ask('POST', '/v1/queues/dead/redrives', body)).json()).toMatchObject({ code });
  });
});

describe('operations', () => {
  it('move to another queue, and purge by filter or at once', async () => {
    const rest = await withDeadLetters([1, 2, 3]);
    await rest.declareQueue('parked');
    const body = (equals: number) => ({ filter: { body: [{ pointer: '', equals }] } });
    const moved = await rest.ask('POST', '/v1/queues/dead/moves', { ...body(1), target: 'parked' });
    await untilState(rest, moved.headers['location']!, 'completed');
    const purged = await rest.ask('POST', '/v1/queues/dead/purges', body(2));
    await untilState(rest, purged.headers['location']!, 'completed');
    expect([await bodiesIn(rest, 'parked'), await bodiesIn(rest, 'dead')]).toEqual([[1], [3]]);
    expect((await rest.ask('POST', '/v1/queues/dead/purges')).json()).toEqual({ messageCount: 1 });
  });

  it('are paused, resumed and aborted, and then end', async () => {
    const rest = await withDeadLetters([1, 2, 3, 4]);
    const { headers } = await rest.ask('POST', '/v1/queues/dead/redrives', { ratePerSecond: 0.001 });
    const location = headers['location']!;
    const change = (state: string) => rest.ask('PATCH', location, { state });
    expect((await change('paused')).json()).toMatchObject({ state: 'paused', stateReason: `by 'admin'` });
    expect((await change('running')).json()).toMatchObject({ state: 'running' });
    expect((await change('aborted')).json()).toMatchObject({ state: 'aborted' });
    expect((await change('running')).json()).toMatchObject({ status: 409, code: 'operation_ended' });
    expect((await change('completed')).json()).toMatchObject({ status: 400, code: 'invalid_request' });
    expect((await rest.ask('GET', '/v1/operations/12345')).json()).toMatchObject({ status: 404, code: 'operation_not_found' });
  });

  it('are listed newest first, with a report in pages', async () => {
    const rest = await withDeadLetters([]);
    await rest.ask('POST', '/v1/queues/dead/messages', { messages: [{ body: 1 }, { body: 2 }] });
    const first = await rest.ask('POST', '/v1/queues/dead/redrives', {});
    await untilState(rest, first.headers['location']!, 'completed');
    const second = await rest.ask('POST', '/v1/queues/dead/redrives', {});
    const ids = [second, first].map((response) => response.json<Shown>().id);
    const page = (await rest.ask('GET', '/v1/operations?limit=1')).json<{ items: Shown[]; nextCursor: string }>();
    expect(page.items.map(({ id }) => id)).toEqual(ids.slice(0, 1));
    const next = (await rest.ask('GET', `/v1/operations?limit=1&cursor=${page.nextCursor}`)).json<typeof page>();
    expect(next).toMatchObject({ items: [{ id: ids[1], skipped: { not_a_dead_letter: 2 } }], nextCursor: null });
    const report = await rest.ask('GET', `${first.headers['location']!}/report?limit=1`);
    expect(report.json()).toMatchObject({
      items: [{ outcome: 'skipped', reason: 'not_a_dead_letter' }],
      nextCursor: expect.any(String) as string,
    });
  });
});
