import { expect, test } from 'vitest';
import { DashboardBench } from './bench.js';
import { shareBroker } from './shared-broker.js';

const shared = shareBroker();

const everything = { configure: '.*', write: '.*', read: '.*' };

async function withUser(role: string): Promise<{ bench: DashboardBench; user: string; password: string }> {
  const bench = await DashboardBench.start({ shared });
  const user = `ann-${bench.vhost}`;
  const password = 'ann has a password';
  await bench.ask('PUT', `/users/${user}`, { password, role });
  await bench.askHere('PUT', `/permissions/${user}`, everything);
  return { bench, user, password };
}

test('[10] a viewer sees no payload and no button for what it may not do, and the server refuses it all the same', async () => {
  const { bench, user, password } = await withUser('viewer');
  await bench.declare('orders');
  await bench.publish('orders', { secret: 'in the payload' });
  await bench.signIn('/queues/orders/messages', user, password);
  await bench.page.getByText('Your role shows no payloads').waitFor();
  for (const name of ['Publish', 'More to do with this queue', 'Create queue', 'Redrive']) {
    expect(await bench.page.getByRole('button', { name }).count()).toBe(0);
  }
  expect(await bench.page.getByText('in the payload').count()).toBe(0);
  const refused = await bench.page.evaluate(async (vhost) => {
    const ask = async (method: string, path: string) => (await fetch(`/v1${path}?vhost=${vhost}`, { method })).status;
    return [await ask('POST', '/queues/orders/purges'), await ask('GET', '/queues/orders/messages'), await ask('GET', '/search')];
  }, bench.vhost);
  expect(refused).toEqual([403, 403, 403]);
});

test('[16] a session that ends says so, and signing in leads back to the same place', async () => {
  const { bench, user, password } = await withUser('operator');
  const { page } = bench;
  await bench.declare('orders');
  await bench.signIn('/queues?filter=ord', user, password);
  await page.getByRole('link', { name: 'orders' }).waitFor();
  const before = page.url();
  const tokens = async () =>
    ((await bench.ask('GET', '/tokens', undefined, `${user}:${password}`)).json as { items: { id: string }[] }).items;
  for (const { id } of await tokens()) await bench.ask('DELETE', `/tokens/${id}`);
  await page.getByText('Your session has ended').waitFor();
  expect(await bench.accessibility()).toEqual([]);
  await bench.fillSignIn(user, 'wrong');
  await page.getByText('User or password is wrong').waitFor();
  await bench.fillSignIn(user, password);
  await page.getByRole('link', { name: 'orders' }).waitFor();
  expect(page.url()).toBe(before);
  await page.getByRole('button', { name: `Signed in as ${user}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Howdah' }).waitFor();
  expect(await tokens()).toEqual([]);
});

test('[18] everything works under a base path, with it or without it from the proxy, and production says so', async () => {
  const variables = { HOWDAH_BASE_PATH: '/howdah', HOWDAH_ENVIRONMENT: 'production' };
  const bench = await DashboardBench.start({ variables });
  const { page, url } = bench;
  await bench.declare('orders');
  await bench.publish('orders', 1);
  const foreign: string[] = [];
  page.on('request', (request) => void (request.url().startsWith(`${url}/howdah/`) || foreign.push(request.url())));
  await page.goto(`${url}/howdah/queues`);
  await page.getByText('production').waitFor();
  await bench.fillSignIn('guest', 'guest');
  await page.getByRole('link', { name: 'orders' }).click();
  await bench.heading('orders').waitFor();
  expect(page.url()).toBe(`${url}/howdah/queues/orders`);
  expect(await page.title()).toBe('production · orders · Howdah');
  await page.reload();
  await bench.heading('orders').waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await bench.heading('Search').waitFor();
  await page.getByRole('searchbox').fill('queue:orders');
  await page.keyboard.press('Enter');
  await page.getByText('1 message found').waitFor();
  expect(await page.getByRole('link', { name: 'Export' }).getAttribute('href')).toMatch(/^\/howdah\/v1\/search\/export\?/);
  expect({ foreign, complaints: bench.complaints }).toEqual({ foreign: [], complaints: [] });
  expect((await fetch(`${url}/v1/nothing`)).status).toBe(404);
  expect((await fetch(`${url}/howdah/livez`)).status).toBe(200);
});
