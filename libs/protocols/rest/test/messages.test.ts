import { describe, expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

interface Page {
  readonly items: readonly { readonly id: string; readonly body: unknown }[];
  readonly nextCursor: string | null;
}

const messages = '/v1/queues/orders/messages';

async function setup(count: number): Promise<RestBench> {
  const rest = await RestBench.start();
  await rest.declareQueue('orders');
  const items = Array.from({ length: count }, (_, index) => ({ body: index }));
  if (count > 0) await rest.ask('POST', messages, { messages: items });
  return rest;
}

describe('looking at messages', () => {
  it('changes nothing', async () => {
    const rest = await setup(1);
    const first = await rest.ask('GET', messages);
    expect(first.json()).toMatchObject({
      items: [{ body: 0, state: 'ready', attempts: 0, redelivered: false }],
      nextCursor: null,
    });
    expect((await rest.ask('GET', messages)).json()).toEqual(first.json());
  });

  it('comes in pages that follow each other', async () => {
    const rest = await setup(25);
    const bodies: unknown[] = [];
    let url: string | null = `${messages}?limit=12`;
    for (let page = 0; url !== null && page < 10; page++) {
      const response = await rest.ask('GET', url);
      bodies.push(...response.json<Page>().items.map(({ body }) => body));
      url = /^<(.*)>; rel="next"$/.exec(String(response.headers['link'] ?? ''))?.[1] ?? null;
    }
    expect(bodies).toEqual(Array.from({ length: 25 }, (_, index) => index));
  });

  it('can be limited to a state', async () => {
    const rest = await setup(2);
    await rest.ask('POST', '/v1/queues/orders/deliveries');
    const unacked = await rest.ask('GET', `${messages}?state=unacked`);
    expect(unacked.json<Page>().items.map(({ body }) => body)).toEqual([0]);
  });

  it('shows the beginning of bodies, and JSON as text, where that is wanted', async () => {
    const rest = await setup(0);
    await rest.ask('POST', messages, { messages: [{ body: { a: 'xyz' } }, { body: 'x' }] });
    const cut = await rest.ask('GET', `${messages}?bodyLimit=5`);
    expect(cut.json()).toMatchObject({
      items: [
        { body: '{"a":', bodyEncoding: 'text', bodyBytes: 11, isBodyCut: true },
        { body: 'x', bodyBytes: 1, isBodyCut: false },
      ],
    });
    const { id } = cut.json<Page>().items[0]!;
    const asText = await rest.ask('GET', `${messages}/${id}?bodyForm=text`);
    expect(asText.json()).toMatchObject({ body: '{"a":"xyz"}', bodyEncoding: 'text', isBodyCut: false });
    expect((await rest.ask('GET', `${messages}/${id}`)).json()).toMatchObject({ body: { a: 'xyz' }, bodyEncoding: 'json' });
    const wrong = await rest.ask('GET', `${messages}?bodyLimit=-1`);
    expect(wrong.json()).toMatchObject({ status: 400, errors: [{ parameter: 'bodyLimit' }] });
  });

  it('shows where a dead message comes from', async () => {
    const rest = await setup(0);
    await rest.declareQueue('work', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'orders' });
    await rest.ask('POST', '/v1/queues/work/messages', { body: 'poison' });
    const received = await rest.ask('POST', '/v1/queues/work/deliveries');
    const [{ token } = { token: '' }] = received.json<{ messages: { token: string }[] }>().messages;
    const error = { name: 'ParseError', message: 'unexpected end' };
    await rest.ask('POST', '/v1/queues/work/settlements', { settlements: [{ token, outcome: 'reject', error }] });
    const dead = await rest.ask('GET', messages);
    expect(dead.json()).toMatchObject({
      items: [{ body: 'poison', deaths: [{ queue: 'work', reason: 'rejected', count: 1, routingKeys: ['work'] }] }],
    });
  });

  it('refuses a limit that is none, a cursor that no page gave and a parameter that there is not', async () => {
    const rest = await setup(0);
    const limit = await rest.ask('GET', `${messages}?limit=501`);
    expect(limit.json()).toMatchObject({
      status: 400,
      errors: [{ parameter: 'limit', detail: expect.stringContaining('501') as string }],
    });
    const cursor = await rest.ask('GET', `${messages}?cursor=x`);
    expect(cursor.json()).toMatchObject({ status: 400, errors: [{ parameter: 'cursor' }] });
    const unknown = await rest.ask('GET', `${messages}?offset=5`);
    expect(unknown.json()).toMatchObject({ status: 400, errors: [{ parameter: 'offset' }] });
  });
});

describe('attempts', () => {
  it('are none for a message that never failed', async () => {
    const rest = await setup(1);
    const { items } = (await rest.ask('GET', messages)).json<Page>();
    expect((await rest.ask('GET', `${messages}/${items[0]?.id}/attempts`)).json()).toEqual({ items: [] });
  });

  it('need an id', async () => {
    const rest = await setup(0);
    expect((await rest.ask('GET', `${messages}/abc/attempts`)).json()).toMatchObject({
      status: 400,
      errors: [{ parameter: 'message' }],
    });
  });
});
