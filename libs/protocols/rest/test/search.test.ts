import { describe, expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

interface Found {
  readonly body: unknown;
  readonly queue: string;
  readonly state: string;
}

interface Page {
  readonly items: readonly Found[];
  readonly searched: { readonly messages: number; readonly endedBy: string; readonly refusedQueues: number };
  readonly nextCursor: string | null;
}

/** Orders wait in orders, some died and lie in graveyard; mail is another queue. */
async function shop(): Promise<RestBench> {
  const rest = await RestBench.start();
  await rest.declareQueue('orders', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'graveyard' });
  for (const name of ['graveyard', 'mail']) await rest.declareQueue(name);
  await publish(rest, 'orders', [{ body: { order: { id: 1 } }, headers: { tenant: 'acme' } }]);
  await reject(rest, 'orders');
  await publish(rest, 'orders', [
    { body: { order: { id: 2, items: [{ sku: 'a-1' }, { sku: 'b-2' }] } }, headers: { tenant: 'acme', size: 5 } },
    { body: 'free text of order three', properties: { correlationId: 'c-3' } },
    { body: { order: { id: 4 } }, delayMs: 60_000 },
  ]);
  await publish(rest, 'mail', [{ body: { order: { id: 2 } }, headers: { tenant: 'other' } }]);
  return rest;
}

async function publish(rest: RestBench, queue: string, messages: readonly object[]): Promise<void> {
  const { statusCode, body } = await rest.ask('POST', `/v1/queues/${queue}/messages`, { messages });
  if (statusCode !== 200) throw new Error(body);
}

async function reject(rest: RestBench, queue: string): Promise<void> {
  const received = await rest.ask('POST', `/v1/queues/${queue}/deliveries`, {});
  const [{ token } = { token: '' }] = received.json<{ messages: { token: string }[] }>().messages;
  const error = { name: 'PaymentTimeout', message: 'too late' };
  await rest.ask('POST', `/v1/queues/${queue}/settlements`, { settlements: [{ token, outcome: 'reject', error }] });
}

async function search(rest: RestBench, query: Record<string, string | number>, user = 'admin'): Promise<Page> {
  const response = await rest.ask(
    'GET',
    `/v1/search?${new URLSearchParams(query as Record<string, string>).toString()}`,
    undefined,
    { user },
  );
  expect(response.statusCode, response.body).toBe(200);
  return response.json<Page>();
}

const idsOf = ({ items }: Page) =>
  items.map(({ body }) => (typeof body === 'string' ? body : (body as { order: { id: number } }).order.id));

describe('GET /v1/search', () => {
  it.each([
    ['', [2, 4, 'free text of order three', 2, 1]],
    ['queue:orders state:dead header.tenant:acme body.order.id:1', [1]],
    ['queue:orders', [4, 'free text of order three', 2, 1]],
    ['queue:orders -state:dead', [4, 'free text of order three', 2]],
    ['queue:grave*', [1]],
    ['state:scheduled,dead', [4, 1]],
    ['origin:orders reason:rejected error:Payment*', [1]],
    ['body.order.items.sku:b-2', [2]],
    ['body.order.id:>=2 body.order.id:<4', [2, 2]],
    ['header.size:>4', [2]],
    ['header.tenant:* -header.tenant:acme', [2]],
    ['correlation-id:c-3', ['free text of order three']],
    ['"ORDER three"', ['free text of order three']],
    ['toolate', []],
    ['"too late"', [1]],
    ['newer:1h older:1h', []],
    ['attempts:>0', []],
  ])('finds by %j', async (q, found) => {
    expect(idsOf(await search(await shop(), { q }))).toEqual(found);
  });

  it('takes parameters of their own, which narrow the query', async () => {
    const rest = await shop();
    const deadId = await search(rest, { state: 'dead' });
    expect(deadId.items).toMatchObject([{ queue: 'graveyard', origin: 'orders', state: 'dead', body: { order: { id: 1 } } }]);
    expect(idsOf(await search(rest, { queue: 'orders', q: 'header.tenant:acme', order: 'oldest' }))).toEqual([1, 2]);
    expect(idsOf(await search(rest, { correlationId: 'c-3' }))).toEqual(['free text of order three']);
    expect(idsOf(await search(rest, { until: '2000-01-01T00:00:00Z' }))).toEqual([]);
  });

  it('goes on page by page to the end, and says how far it came', async () => {
    const rest = await shop();
    const first = await search(rest, { limit: 2 });
    expect([idsOf(first), first.searched.endedBy]).toEqual([[2, 4], 'limit']);
    const second = await search(rest, { limit: 2, cursor: first.nextCursor! });
    const third = await search(rest, { limit: 2, cursor: second.nextCursor! });
    expect([...idsOf(second), ...idsOf(third)]).toEqual(['free text of order three', 2, 1]);
    expect(third).toMatchObject({ searched: { messages: 1, endedBy: 'end' }, nextCursor: null });
  });

  it('shows the beginning of a large body between two characters', async () => {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    await publish(rest, 'orders', [{ body: 'x' + 'é'.repeat(1_000) }]);
    const { items } = await search(rest, {});
    expect(items).toMatchObject([{ isBodyCut: true, bodyBytes: 2_001, bodyEncoding: 'text', body: 'x' + 'é'.repeat(511) }]);
  });

  it('finds a number that a double would round', async () => {
    const rest = await RestBench.start();
    await rest.declareQueue('orders');
    for (const id of ['9007199254740993', '9007199254740992'])
      await rest.ask('POST', '/v1/queues/orders/messages', `{"body":{"id":${id}}}`, {
        headers: { 'content-type': 'application/json' },
      });
    expect((await search(rest, { q: 'body.id:9007199254740993' })).items).toMatchObject([{ body: '{"id":9007199254740993}' }]);
  });

  it('says where a query cannot be read', async () => {
    const rest = await shop();
    const refused = await rest.ask('GET', '/v1/search?q=state:ded');
    expect(refused.json()).toMatchObject({
      ...{ status: 400, code: 'invalid_request' },
      errors: [{ parameter: 'q', detail: expect.stringContaining("at 6: found 'ded', accepted: ready, scheduled") as string }],
    });
    const missing = await rest.ask('GET', '/v1/search?q=queue:ordrs');
    expect(missing.json()).toMatchObject({ status: 404, code: 'queue_not_found' });
  });

  it('looks only into queues that may be read, and records who looked', async () => {
    const rest = await shop();
    await rest.addUser('clerk', 'payload-viewer');
    await rest.ask('PUT', '/v1/permissions/clerk', { configure: '', write: '', read: '^(orders|mail)$' });
    const found = await search(rest, { q: '' }, 'clerk');
    expect([idsOf(found), found.searched.refusedQueues]).toEqual([[2, 4, 'free text of order three', 2], 1]);
    const refused = await rest.ask('GET', '/v1/search?q=queue:graveyard', undefined, { user: 'clerk' });
    expect(refused.json()).toMatchObject({ status: 403, code: 'access_refused' });
    const audit = await rest.ask('GET', '/v1/audit?user=clerk&action=searchMessages');
    expect(audit.json<{ items: { outcome: string }[] }>().items.map(({ outcome }) => outcome)).toEqual(['refused', 'done']);
  });
});

describe('GET /v1/search/export', () => {
  it('is a file with a line for each message, and an end', async () => {
    const rest = await shop();
    const response = await rest.ask('GET', '/v1/search/export?q=queue:orders&order=oldest');
    expect(response.headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="messages.ndjson"',
    });
    const lines = response.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines.slice(0, -1)).toMatchObject([
      { queue: 'graveyard', origin: 'orders', body: { order: { id: 1 } } },
      { body: { order: { id: 2 } } },
      { body: 'free text of order three' },
      { body: { order: { id: 4 } }, state: 'scheduled' },
    ]);
    expect(lines.at(-1)).toMatchObject({ export: { messages: 4, isComplete: true, searched: { messages: 4, endedBy: 'end' } } });
    const audit = await rest.ask('GET', '/v1/audit');
    expect(
      audit
        .json<{ items: { action: string }[] }>()
        .items.map(({ action }) => action)
        .slice(0, 2),
    ).toEqual(['endExport', 'exportMessages']);
  });

  it('ends at its limit and says so', async () => {
    const rest = await shop();
    const { body } = await rest.ask('GET', '/v1/search/export?limit=2');
    expect(JSON.parse(body.trimEnd().split('\n').at(-1)!)).toMatchObject({ export: { messages: 2, isComplete: false } });
  });

  it('is refused as a whole before it begins', async () => {
    const rest = await shop();
    expect((await rest.ask('GET', '/v1/search/export?q=queue:missing')).json()).toMatchObject({
      status: 404,
      code: 'queue_not_found',
    });
  });
});
