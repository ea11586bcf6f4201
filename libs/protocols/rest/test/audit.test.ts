import { expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

interface AuditRecord {
  readonly user: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
  readonly error: string | null;
}

async function recordsOf(rest: RestBench, query = ''): Promise<readonly AuditRecord[]> {
  return (await rest.ask('GET', `/v1/audit${query}`)).json<{ items: AuditRecord[] }>().items;
}

it('who changed what, and who read payloads, is on record with its outcome', async () => {
  const rest = await RestBench.start();
  await rest.declareQueue('orders');
  await rest.declareQueue('orders').catch(() => undefined);
  await rest.ask('POST', '/v1/queues/orders/messages', { body: 'secret' });
  await rest.ask('GET', '/v1/queues/orders/messages');
  await rest.ask('POST', '/v1/queues/orders/purges');
  await rest.ask('DELETE', '/v1/queues/missing');
  await rest.addUser('viewer', 'viewer');
  await rest.ask('GET', '/v1/queues/orders/messages', undefined, { user: 'viewer' });
  const shown = (await recordsOf(rest)).map(({ user, action, target, outcome, error }) => [user, action, target, outcome, error]);
  expect(shown.reverse()).toEqual([
    ['admin', 'declareQueue', 'orders', 'done', null],
    ['admin', 'peek', 'orders', 'done', null],
    ['admin', 'purgeQueue', 'orders', 'done', null],
    ['admin', 'putUser', 'viewer', 'done', null],
    ['admin', 'putPermission', 'viewer', 'done', null],
    ['viewer', 'peek', 'orders', 'refused', 'access_refused'],
  ]);
  const text = JSON.stringify(await recordsOf(rest));
  expect(text).not.toContain('secret');
  expect(text).not.toContain('a long password');
});

it('records are filtered and come in pages', async () => {
  const rest = await RestBench.start();
  for (const name of ['a', 'b', 'c']) await rest.declareQueue(name);
  await rest.ask('POST', '/v1/queues/b/purges');
  expect((await recordsOf(rest, '?action=purgeQueue')).map(({ target }) => target)).toEqual(['b']);
  expect((await recordsOf(rest, '?target=b')).map(({ action }) => action)).toEqual(['purgeQueue', 'declareQueue']);
  expect(await recordsOf(rest, '?outcome=refused')).toEqual([]);
  const first = (await rest.ask('GET', '/v1/audit?limit=3')).json<{ items: AuditRecord[]; nextCursor: string }>();
  expect((await recordsOf(rest, `?limit=3&cursor=${first.nextCursor}`)).map(({ target }) => target)).toEqual(['a']);
});
