import { beforeAll, expect, test } from 'vitest';
import { buildDashboard } from '../build.js';
import { DashboardBench } from './bench.js';

beforeAll(buildDashboard, 240_000);

test('a viewer sees no payload and no button for what it may not do, and the server refuses it all the same', async () => {
  const bench = await DashboardBench.start();
  await bench.declare('orders');
  await bench.publish('orders', { secret: 'in the payload' });
  await bench.ask('PUT', '/users/ann', { password: 'ann has a password', role: 'viewer' });
  await bench.ask('PUT', '/permissions/ann', { configure: '.*', write: '.*', read: '.*' });
  await bench.signIn('/queues/orders/messages', 'ann', 'ann has a password');
  await bench.page.getByText('Your role shows no payloads').waitFor();
  for (const name of ['Publish', 'More to do with this queue', 'Create queue']) {
    expect(await bench.page.getByRole('button', { name }).count()).toBe(0);
  }
  expect(await bench.page.getByText('in the payload').count()).toBe(0);
  const refused = await bench.page.evaluate(async () => (await fetch('/v1/queues/orders/purges', { method: 'POST' })).status);
  expect(refused).toBe(403);
});

test('a session that ends says so, and signing in leads back to the same place', async () => {
  const bench = await DashboardBench.start();
  await bench.declare('orders');
  await bench.signIn('/queues?filter=ord');
  await bench.page.getByRole('link', { name: 'orders' }).waitFor();
  const { json } = await bench.ask('GET', '/tokens');
  for (const { id } of (json as { items: { id: string }[] }).items) await bench.ask('DELETE', `/tokens/${id}`);
  await bench.page.getByText('Your session has ended').waitFor();
  expect(await bench.accessibility()).toEqual([]);
  await bench.fillSignIn('guest', 'wrong');
  await bench.page.getByText('User or password is wrong').waitFor();
  await bench.fillSignIn('guest', 'guest');
  await bench.page.getByRole('link', { name: 'orders' }).waitFor();
  expect(bench.page.url()).toBe(`${bench.url}/queues?filter=ord`);
  await bench.page.getByRole('button', { name: 'Signed in as guest' }).click();
  await bench.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await bench.page.getByRole('heading', { name: 'Sign in to Howdah' }).waitFor();
  expect((await bench.ask('GET', '/tokens')).json).toMatchObject({ items: [] });
});

test('everything works under a base path, with it or without it from the proxy', async () => {
  const bench = await DashboardBench.start({ variables: { HOWDAH_BASE_PATH: '/howdah' } });
  await bench.declare('orders');
  const foreign: string[] = [];
  bench.page.on('request', (request) => void (request.url().startsWith(`${bench.url}/howdah/`) || foreign.push(request.url())));
  await bench.signIn('/howdah/queues');
  await bench.page.getByRole('link', { name: 'orders' }).click();
  await bench.heading('orders').waitFor();
  expect(bench.page.url()).toBe(`${bench.url}/howdah/queues/orders`);
  await bench.page.reload();
  await bench.heading('orders').waitFor();
  expect({ foreign, complaints: bench.complaints }).toEqual({ foreign: [], complaints: [] });
  expect((await fetch(`${bench.url}/v1/nothing`)).status).toBe(404);
  expect((await fetch(`${bench.url}/howdah/livez`)).status).toBe(200);
});
