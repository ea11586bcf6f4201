import { readFileSync } from 'node:fs';
import { createDatabase, freePort } from '@howdah/testing';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from 'vitest';
import { startBroker } from '../broker.js';
import { DashboardBench } from './bench.js';
import { shareBroker } from './shared-broker.js';

const shared = shareBroker();

interface Operation {
  readonly total: number;
  readonly moved: number;
  readonly left: number;
}

async function withDeadLetters(count: number): Promise<DashboardBench> {
  const bench = await DashboardBench.start({ shared });
  await bench.declareWithDeadLetters('orders');
  await makeDeadLetters(bench, count);
  return bench;
}

async function makeDeadLetters(bench: DashboardBench, count: number): Promise<void> {
  await bench.publish('orders', ...Array.from({ length: count }, (_, number) => number));
  for (let left = count; left > 0;)
    left -= await bench.settle('orders', 'reject', { name: 'PaymentTimeout', message: 'no answer' });
}

/** From the dead letters of orders: what is checked, and how it is to run. */
async function openRedrive({ page }: DashboardBench, count: number): Promise<void> {
  await page.getByRole('button', { name: 'Redrive', exact: true }).click();
  await page.getByText(`Checked: ${count} message`).waitFor();
}

async function run(page: Page, count: number, { canary = false, rate = '' } = {}): Promise<void> {
  await page.getByLabel('Canary first').setChecked(canary);
  await page.getByLabel('Messages a second').fill(rate);
  await page.getByLabel(`Type ${count} to confirm`).fill(String(count));
  await page.getByRole('button', { name: 'Redrive', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Redrive of failed' }).waitFor();
}

async function operationOf(bench: DashboardBench): Promise<Operation> {
  const id = new URL(bench.page.url()).pathname.split('/').at(-1)!;
  return (await bench.ask('GET', `/operations/${id}`)).json as Operation;
}

test('[4] a message that dies after the check is left out', async () => {
  const bench = await withDeadLetters(3);
  await bench.enter('/queues/orders/dead-letters');
  await openRedrive(bench, 3);
  expect(await bench.accessibility()).toEqual([]);
  await makeDeadLetters(bench, 1);
  await run(bench.page, 3);
  await bench.page.getByText('Completed · 3 of 3 moved').waitFor();
  expect(await bench.accessibility()).toEqual([]);
  expect([await bench.ready('failed'), await bench.ready('orders')]).toEqual([1, 3]);
});

test('[5] an aborted run leaves what it has not moved, and nothing is twice', async () => {
  const bench = await withDeadLetters(200);
  await bench.enter('/queues/orders/dead-letters');
  await openRedrive(bench, 200);
  await run(bench.page, 200, { rate: '20' });
  await bench.page.getByText(/^Running · [1-9]\d* of 200 moved/).waitFor();
  await bench.page.getByRole('button', { name: 'Abort' }).click();
  await bench.page.getByText(/^Aborted/).waitFor();
  const { total, moved, left } = await operationOf(bench);
  expect([moved + left, total, left > 0]).toEqual([200, 200, true]);
  const bodies = await Promise.all(['orders', 'failed'].map((queue) => bodiesOf(bench, queue)));
  expect(bodies.map(({ length }) => length)).toEqual([moved, left]);
  expect(new Set(bodies.flat()).size).toBe(200);
});

async function bodiesOf(bench: DashboardBench, queue: string): Promise<number[]> {
  const { json } = await bench.askHere('GET', `/queues/${queue}/messages?limit=500`);
  return (json as { items: { body: number }[] }).items.map(({ body }) => body);
}

test('[7] a canary that fails again stops the run', async () => {
  const bench = await withDeadLetters(5);
  await bench.enter('/queues/orders/dead-letters');
  await openRedrive(bench, 5);
  await run(bench.page, 5, { canary: true });
  await bench.page.getByText(/^Running · 1 of 5 moved/).waitFor();
  await bench.settle('orders', 'reject', { name: 'PaymentTimeout', message: 'no answer' });
  await bench.page
    .getByText(/Paused: /)
    .first()
    .waitFor();
  expect([await bench.ready('failed'), await bench.ready('orders')]).toEqual([5, 0]);
  const report = bench.page.getByRole('table', { name: 'Report' });
  await report.getByRole('row', { name: /failed again PaymentTimeout no answer 1/ }).waitFor();
  const saved = bench.page.waitForEvent('download');
  await bench.page.getByRole('button', { name: 'CSV' }).click();
  expect(readFileSync(await (await saved).path(), 'utf8')).toMatch(/\r\n\d+,failed,PaymentTimeout,no answer,/);
});

test('[12] dead letters are found, checked and redriven by the keyboard alone', async () => {
  const bench = await withDeadLetters(3);
  const { page } = bench;
  await bench.enter();
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await bench.heading('Dead letters').waitFor();
  await tabTo(page, page.getByRole('link', { name: /PaymentTimeout/ }));
  await page.keyboard.press('Enter');
  await bench.heading(/^PaymentTimeout/).waitFor();
  const redrive = page.getByRole('button', { name: 'Redrive', exact: true });
  await tabTo(page, redrive);
  await page.keyboard.press('Enter');
  await page.getByText('Checked: 3 messages').waitFor();
  await tabTo(page, page.getByLabel('Canary first'));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByLabel('Type 3 to confirm'));
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await bench.heading('Redrive of failed').waitFor();
  await page.getByText('Completed · 3 of 3 moved').waitFor();
  expect(await bench.ready('orders')).toBe(3);
});

const tabsMax = 60;

async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let tabs = 0; tabs < tabsMax; tabs++) {
    await page.keyboard.press('Tab');
    if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
  }
  throw new Error(`${tabsMax} tabs do not lead there`);
}

test('messages are moved to another queue', async () => {
  const bench = await DashboardBench.start({ shared });
  const { page } = bench;
  await bench.declare('orders');
  await bench.declare('parked');
  await bench.publish('orders', 1, 2);
  await bench.enter('/queues/orders');
  await page.getByRole('button', { name: 'More to do with this queue' }).click();
  await page.getByRole('menuitem', { name: 'Move messages' }).click();
  await page.getByLabel('To the queue').fill('nowhere');
  await page.getByText('There is no such queue').waitFor();
  await page.getByLabel('To the queue').fill('parked');
  await page.getByText('Checked: 2 messages').waitFor();
  await page.getByLabel('Type 2 to confirm').fill('2');
  await page.keyboard.press('Enter');
  await page.getByText('Completed · 2 of 2 moved').waitFor();
  expect([await bench.ready('orders'), await bench.ready('parked')]).toEqual([0, 2]);
});

test('[6] a run goes on when its broker is killed, and the page with it', async () => {
  const port = String(await freePort());
  const variables = { HOWDAH_DATABASE_URL: (await createDatabase()).url, HOWDAH_HTTP_PORT: port };
  const bench = await DashboardBench.start({ variables });
  await bench.declareWithDeadLetters('orders');
  await makeDeadLetters(bench, 100);
  await bench.enter('/queues/orders/dead-letters');
  await openRedrive(bench, 100);
  await run(bench.page, 100, { rate: '20' });
  await bench.page.getByText(/^Running · [1-9]\d* of 100 moved/).waitFor();
  bench.broker.signal('SIGKILL');
  expect(await bench.broker.exited).toBe('SIGKILL');
  await startBroker(variables);
  await bench.page.getByText('Completed · 100 of 100 moved').waitFor({ timeout: 40_000 });
  expect(new Set(await bodiesOf(bench, 'orders')).size).toBe(100);
  expect([await bench.ready('orders'), await bench.ready('failed')]).toEqual([100, 0]);
});
