import { describe, expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

interface Group {
  readonly id: string;
  readonly message: string;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const causes = [
  { name: 'PaymentTimeout', stack: 'at charge (/app/charge.ts:88:1)' },
  { name: 'NoPrice', stack: 'at price (/app/price.ts:5:1)' },
  { name: 'NoPrice', stack: 'at rebate (/app/rebate.ts:5:1)' },
];

/** Messages of `work` that die of three causes in turn, in `graveyard`. */
async function failed(count: number): Promise<RestBench> {
  const rest = await RestBench.start();
  await rest.declareQueue('graveyard');
  await rest.declareQueue('work', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'graveyard' });
  const bodies = Array.from({ length: count }, (_, index) => ({ body: index }));
  await rest.ask('POST', '/v1/queues/work/messages', { messages: bodies });
  const received = await rest.ask('POST', '/v1/queues/work/deliveries', { max: count });
  const settlements = received.json<{ messages: { token: string }[] }>().messages.map(({ token }, index) => {
    const error = { ...causes[index % causes.length]!, message: `order ${index} failed` };
    return { token, outcome: 'reject', error };
  });
  await rest.ask('POST', '/v1/queues/work/settlements', { settlements });
  return rest;
}

async function groupsOf(rest: RestBench, query = ''): Promise<readonly Group[]> {
  return (await rest.ask('GET', `/v1/error-groups${query}`)).json<Page<Group>>().items;
}

describe('error groups', () => {
  it('are one for each cause, with counts, hours and queues', async () => {
    const rest = await failed(30);
    const groups = await groupsOf(rest);
    expect(groups).toHaveLength(3);
    expect(new Set(groups.map(({ message }) => message))).toEqual(new Set(['order <n> failed']));
    const [group] = groups;
    expect(group).toMatchObject({ queue: 'work', attempts: 10, deaths: 10, deadLetterQueues: ['graveyard'] });
    expect(group).toMatchObject({ hours: [{ attempts: 10, deaths: 10 }] });
    expect((await rest.ask('GET', `/v1/error-groups/${group!.id}`)).json()).toEqual(group);
  });

  it('come in pages, and only of the queue and the time asked for', async () => {
    const rest = await failed(3);
    const first = (await rest.ask('GET', '/v1/error-groups?limit=2')).json<Page<Group>>();
    const second = (await rest.ask('GET', `/v1/error-groups?limit=2&cursor=${first.nextCursor}`)).json<Page<Group>>();
    expect([...first.items, ...second.items]).toEqual(await groupsOf(rest));
    expect(second.nextCursor).toBeNull();
    expect(await groupsOf(rest, '?queue=graveyard')).toEqual([]);
    expect(await groupsOf(rest, '?since=2999-01-01T00:00:00Z')).toEqual([]);
    expect(await groupsOf(rest, '?onlyDeaths=true')).toHaveLength(3);
    expect((await rest.ask('GET', '/v1/error-groups?queue=missing')).statusCode).toBe(404);
    expect((await rest.ask('GET', '/v1/error-groups?cursor=IngiCg')).statusCode).toBe(400);
  });

  it('tell their attempts, newest first', async () => {
    const rest = await failed(6);
    const [group] = await groupsOf(rest);
    const url = `/v1/error-groups/${group!.id}/attempts?limit=1`;
    const first = (await rest.ask('GET', url)).json<Page<{ message: string; errorGroup: string }>>();
    const second = (await rest.ask('GET', `${url}&cursor=${first.nextCursor}`)).json<typeof first>();
    expect(first.items).toMatchObject([{ queue: 'work', consumer: 'admin@http', outcome: 'reject', errorGroup: group!.id }]);
    expect(Number(first.items[0]!.message)).toBeGreaterThan(Number(second.items[0]!.message));
  });

  it('tell which dead letters are left, where they lie, and how many were looked at', async () => {
    const rest = await failed(6);
    const groups = await groupsOf(rest);
    for (const { id } of groups) {
      const page = (await rest.ask('GET', `/v1/error-groups/${id}/messages`)).json<Page<unknown> & { scanned: number }>();
      expect(page).toMatchObject({ scanned: 6, nextCursor: null });
      expect(page.items).toHaveLength(2);
      expect(page.items[0]).toMatchObject({ queue: 'graveyard', state: 'ready', deaths: [{ queue: 'work', errorGroup: id }] });
    }
    const page = (await rest.ask('GET', `/v1/error-groups/${groups[0]!.id}/messages?limit=1`)).json<Page<unknown>>();
    expect(page.items).toHaveLength(1);
    expect(page.nextCursor).not.toBeNull();
  });

  it('that there are not, or whose queue is gone, are not found', async () => {
    const rest = await failed(3);
    const [group] = await groupsOf(rest);
    expect((await rest.ask('GET', '/v1/error-groups/1')).json()).toMatchObject({ code: 'error_group_not_found' });
    await rest.ask('DELETE', '/v1/queues/work');
    expect((await rest.ask('GET', `/v1/error-groups/${group!.id}`)).statusCode).toBe(404);
    expect(await groupsOf(rest)).toEqual([]);
  });
});
