import { beforeAll, expect, test } from 'vitest';
import { buildDashboard } from '../build.js';
import { DashboardBench } from './bench.js';

beforeAll(buildDashboard, 240_000);

const pages = [
  ...[
    '/',
    '/queues',
    '/dead-letters',
    '/retries',
    '/operations',
    '/topology',
    '/connections',
    '/consumers',
    '/settings',
    '/nowhere',
  ],
  ...['', '/messages', '/dead-letters', '/consumers', '/bindings', '/settings'].map((tab) => `/queues/orders${tab}`),
];

async function withSomeQueues(options: Parameters<typeof DashboardBench.start>[0] = {}): Promise<DashboardBench> {
  const bench = await DashboardBench.start(options);
  await bench.declare('failed');
  await bench.declare('orders', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'failed' });
  await bench.ask('POST', '/bindings', { source: 'amq.topic', destination: 'orders', routingKey: 'order.#' });
  await bench.publish('orders', 1, 2, 3);
  await bench.settle('orders', 'reject', { name: 'PaymentTimeout', message: 'no answer' });
  await bench.publish('orders', 4, 5);
  return bench;
}

test.each(['light', 'dark'] as const)('axe finds nothing on any page in %s', async (colorScheme) => {
  const bench = await withSomeQueues({ colorScheme });
  await bench.signIn();
  for (const path of pages) {
    await bench.page.goto(`${bench.url}${path}`);
    await bench.page.getByRole('heading', { level: 1 }).waitFor();
    await bench.page.waitForLoadState('networkidle');
    expect(await bench.accessibility(), path).toEqual([]);
  }
  expect(bench.complaints).toEqual([]);
});

test('nothing is wider than a phone of 320 px', async () => {
  const bench = await withSomeQueues({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
  await bench.signIn();
  for (const path of pages) {
    await bench.page.goto(`${bench.url}${path}`);
    await bench.page.getByRole('heading', { level: 1 }).waitFor();
    await bench.page.waitForLoadState('networkidle');
    expect(await bench.page.evaluate<number>('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(320);
  }
});

test('a queue is paused and resumed on a phone', async () => {
  const bench = await withSomeQueues({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const { page } = bench;
  await bench.signIn('/queues');
  await page.getByRole('link', { name: 'orders' }).tap();
  await page.getByRole('button', { name: 'More to do with this queue' }).tap();
  await page.getByRole('menuitem', { name: 'Pause' }).tap();
  await page.getByLabel('Reason').fill('the bank is down');
  await page.getByRole('button', { name: 'Pause', exact: true }).tap();
  await page.getByText('the bank is down').waitFor();
  expect((await bench.ask('GET', '/queues/orders')).json).toMatchObject({
    pauses: { delivery: { reason: 'the bank is down', author: 'guest' } },
  });
  await page.getByRole('button', { name: 'Resume', exact: true }).tap();
  await expect.poll(async () => (await bench.ask('GET', '/queues/orders')).json).toMatchObject({ pauses: { delivery: null } });
});

test('a broker that is gone leaves its last figures in grey, and says since when', async () => {
  const bench = await withSomeQueues();
  await bench.signIn('/queues');
  await bench.page.getByRole('link', { name: 'orders' }).waitFor();
  bench.broker.signal('SIGKILL');
  await bench.page.getByText(/The broker has not answered since \d\d:\d\d:\d\d/).waitFor({ timeout: 30_000 });
  await bench.page.getByRole('link', { name: 'orders' }).waitFor();
  expect(await bench.accessibility()).toEqual([]);
});

test('the address keeps filter and tab, and a filter stays text', async () => {
  const bench = await withSomeQueues();
  const { page } = bench;
  await bench.signIn('/queues');
  const filter = page.getByRole('searchbox');
  await filter.fill('<img src=x onerror=alert(1)>');
  await page.getByText('No queue has that in its name.').waitFor();
  await filter.fill('ord');
  await page.reload();
  await page.getByRole('link', { name: 'orders' }).waitFor();
  expect(await filter.inputValue()).toBe('ord');
  expect(await page.getByRole('link', { name: 'failed' }).count()).toBe(0);
  await page.getByRole('link', { name: 'orders' }).click();
  await page.getByRole('link', { name: 'Bindings' }).click();
  await page.getByText('order.#').waitFor();
  await page.goBack();
  await page.goBack();
  expect(await filter.inputValue()).toBe('ord');
  expect(bench.complaints).toEqual([]);
});

test('a queue is found, made and purged by the keyboard alone', async () => {
  const bench = await withSomeQueues();
  const { page } = bench;
  await bench.signIn();
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await bench.heading('Queues').waitFor();
  await page.getByRole('button', { name: 'Create queue' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('invoices');
  await page.keyboard.press('Enter');
  await bench.heading('invoices').waitFor();
  await page.getByText('8 attempts.').waitFor();

  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('A page, a queue, a theme').waitFor();
  await page.keyboard.type('orders');
  await page.keyboard.press('Enter');
  await bench.heading('orders').waitFor();
  await page.getByRole('button', { name: 'More to do with this queue' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Purge' }).waitFor();
  // Menus go to what begins like this.
  await page.keyboard.type('Pu');
  await page.getByRole('menuitem', { name: 'Purge' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('2 waiting messages will be gone for good').waitFor();
  await page.keyboard.type('orders');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await bench.ask('GET', '/queues/orders/statistics')).json).toMatchObject({ ready: 0 });
});

test('time zone and language change what is shown, not what is there', async () => {
  const bench = await withSomeQueues({ timezoneId: 'Asia/Shanghai' });
  const { page } = bench;
  await bench.signIn('/queues/orders/settings');
  const created = page.locator('time').first();
  const [instant, local] = [await created.getAttribute('datetime'), await created.textContent()];
  await page.getByRole('button', { name: 'Signed in as guest' }).click();
  await page.getByRole('menuitemradio', { name: 'UTC' }).click();
  await expect.poll(() => created.textContent()).not.toBe(local);
  expect(await created.getAttribute('datetime')).toBe(instant);
  await page.getByRole('button', { name: 'Signed in as guest' }).click();
  await page.getByRole('menuitemradio', { name: '中文' }).click();
  await page.getByRole('link', { name: '死信' }).first().waitFor();
  expect(await page.evaluate<string>('document.documentElement.lang')).toBe('zh');
});
