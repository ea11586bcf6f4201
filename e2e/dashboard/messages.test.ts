import { beforeAll, expect, test } from 'vitest';
import { buildDashboard } from '../build.js';
import { DashboardBench } from './bench.js';

beforeAll(buildDashboard, 240_000);

interface Peeked {
  readonly items: readonly { readonly id: string; readonly attempts: number; readonly redelivered: boolean }[];
}

test('looking at messages does not consume, and payloads come as they are', async () => {
  const bench = await DashboardBench.start();
  await bench.declare('orders');
  await bench.ask('POST', '/queues/orders/messages', '{"body":{"id":9007199254740993,"name":"<img src=x onerror=alert(1)>"}}');
  await bench.ask('POST', '/queues/orders/messages', { body: '/wD+SGk=', bodyEncoding: 'base64' });
  const large = JSON.stringify({ rows: Array.from({ length: 90_000 }, (_, index) => `row ${index} is here to be long enough`) });
  await bench.ask('POST', '/queues/orders/messages', `{"body":${large},"properties":{"contentType":"application/json"}}`);
  const { page } = bench;

  await bench.signIn('/queues/orders/messages');
  const links = page.getByRole('table', { name: 'Messages' }).locator('[data-row-link]');
  await links.nth(2).waitFor();
  await links.first().click();
  await page.getByText('"id": 9007199254740993').waitFor();
  await page.getByText('<img src=x onerror=alert(1)>').waitFor();
  expect(await bench.accessibility()).toEqual([]);

  await page
    .getByRole('navigation', { name: 'About this queue' })
    .getByRole('link', { name: /^Messages/ })
    .click();
  await links.nth(1).click();
  await page.getByText('ff 00 fe 48 69').waitFor();

  await page.goBack();
  await links.nth(2).click();
  await page.getByText('"row 2 is here to be long enough"').waitFor();
  expect(await page.locator('[role=region] pre > div').count()).toBeLessThan(200);

  const { json } = await bench.ask('GET', '/queues/orders/messages');
  expect((json as Peeked).items.map(({ attempts, redelivered }) => [attempts, redelivered])).toEqual(Array(3).fill([0, false]));
  expect(bench.complaints).toEqual([]);
});

test('failures of three causes are three groups, and lead to why a message failed', async () => {
  const bench = await DashboardBench.start();
  await bench.declare('failed');
  await bench.declare('orders', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'failed' });
  const errors = ['PaymentTimeout', 'CardDeclined', 'StockMissing'];
  for (const [index, name] of errors.entries()) {
    await bench.publish('orders', ...Array.from({ length: 4 + index }, (_, number) => number));
    await bench.settle('orders', 'reject', {
      name,
      message: `no answer within ${index}00 ms`,
      stack: `${name}\n    at charge (charge.ts:88)`,
    });
  }
  const { page } = bench;
  await bench.signIn('/dead-letters');
  const groups = page.getByRole('table', { name: 'Kinds of failure' }).locator('[data-row-link]');
  await groups.nth(2).waitFor();
  expect(await groups.count()).toBe(3);
  await page.getByRole('link', { name: /StockMissing/ }).click();
  await bench.heading(/^StockMissing/).waitFor();
  await page.getByRole('table', { name: 'Messages kept' }).getByRole('link').first().click();
  await page.getByText('Dead in orders: rejected by a consumer: StockMissing', { exact: false }).first().waitFor();
  await page.getByText('at charge (charge.ts:88)').first().waitFor();
});

test('dead letters of one cause are checked, redriven with a canary, and come out where they belong', async () => {
  const bench = await DashboardBench.start();
  await bench.declare('failed');
  await bench.declare('orders', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'failed' });
  await bench.publish('orders', 1, 2, 3);
  await bench.settle('orders', 'reject', { name: 'PaymentTimeout', message: 'no answer' });
  await bench.publish('orders', 4);
  await bench.settle('orders', 'reject', { name: 'CardDeclined', message: 'no money' });
  const { page } = bench;

  await bench.signIn('/dead-letters');
  await page.getByRole('link', { name: /PaymentTimeout/ }).press('Enter');
  await page.getByRole('button', { name: 'Redrive' }).press('Enter');
  await page.getByText('Checked: 3 messages').waitFor();
  expect(await bench.accessibility()).toEqual([]);
  await page.getByLabel('Canary first').press('Space');
  await page.getByLabel('Type 3 to confirm').fill('3');
  await page.keyboard.press('Enter');
  await bench.heading('Redrive of failed').waitFor();
  await page.getByText('Completed · 3 of 3 moved').waitFor();
  expect(await bench.accessibility()).toEqual([]);
  expect((await bench.ask('GET', '/queues/failed/statistics')).json).toMatchObject({ ready: 1 });
  expect((await bench.ask('GET', '/queues/orders/statistics')).json).toMatchObject({ ready: 3 });
});
