import type { Page } from '@playwright/test';
import { expect, test } from 'vitest';
import { everyPage } from '../pages.js';
import { accessibilityOf } from './accessibility.js';
import { DashboardBench } from './bench.js';
import { shareBroker } from './shared-broker.js';

const shared = shareBroker();

type Options = Omit<Parameters<typeof DashboardBench.start>[0] & object, 'shared'>;

async function withSomeQueues(options: Options = {}): Promise<DashboardBench> {
  const bench = await DashboardBench.start({ ...options, ...(options.variables === undefined ? { shared } : {}) });
  await bench.declareWithDeadLetters('orders');
  await bench.askHere('POST', '/bindings', { source: 'amq.topic', destination: 'orders', routingKey: 'order.#' });
  await bench.publish('orders', 1, 2, 3);
  await bench.settle('orders', 'reject', { name: 'PaymentTimeout', message: 'no answer', stack: 'at charge (charge.ts:88)' });
  await bench.publish('orders', 4, 5);
  return bench;
}

interface Dead {
  readonly items: readonly { readonly id: string; readonly deaths: readonly { readonly errorGroup: string }[] }[];
}

/** With one of each to look at. */
async function pagesOf(bench: DashboardBench): Promise<Readonly<Record<string, string>>> {
  const { items } = (await bench.askHere('GET', '/queues/failed/messages')).json as Dead;
  const started = await bench.askHere('POST', '/queues/failed/moves', { target: 'failed', filter: { messageId: items[0]!.id } });
  const { id: operation } = started.json as { id: string };
  const [{ id: message, deaths }] = items as [Dead['items'][0]];
  return everyPage({ queue: 'orders', deadLetterQueue: 'failed', message, group: deaths[0]!.errorGroup, operation });
}

/** In both themes; what the dark one may break are the colours. */
async function complaintsOf(page: Page): Promise<string[]> {
  const light = await accessibilityOf(page);
  await page.evaluate(`document.documentElement.dataset.theme = 'dark'`);
  const dark = await accessibilityOf(page, true);
  await page.evaluate(`delete document.documentElement.dataset.theme`);
  return [...light, ...dark.map((one) => `dark: ${one}`)];
}

/** One theme after the other from page to page: what pages are made of is looked at in both. */
async function complaintsInTurn(page: Page, index: number): Promise<string[]> {
  await page.evaluate(`document.documentElement.dataset.theme = '${index % 2 === 0 ? 'light' : 'dark'}'`);
  return accessibilityOf(page);
}

test('[13] axe finds nothing on any page, in either theme, and nothing is wider than 320 px', async () => {
  const bench = await withSomeQueues();
  await bench.enter();
  for (const [name, path] of Object.entries(await pagesOf(bench))) {
    await bench.visit(path);
    expect(await complaintsOf(bench.page), name).toEqual([]);
    await bench.page.setViewportSize({ width: 320, height: 640 });
    expect(await bench.page.evaluate<number>('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(320);
    await bench.page.setViewportSize({ width: 1280, height: 720 });
  }
  expect(bench.complaints).toEqual([]);
});

test('[13] axe finds nothing on any page that is empty, loading or failing', async () => {
  const bench = await DashboardBench.start({ shared });
  const { page } = bench;
  await bench.declare('orders');
  await bench.enter();
  const pages = Object.entries(everyPage({ queue: 'orders', deadLetterQueue: 'orders' }));
  for (const [index, [name, path]] of pages.entries()) {
    await bench.visit(path);
    expect(await complaintsInTurn(page, index), `${name}, empty`).toEqual([]);
  }

  // All but who is signed in, without whom there is no page.
  const data = /\/v1\/(?!whoami)/;
  await page.route(data, () => undefined);
  for (const [index, [name, path]] of pages.entries()) {
    await page.goto(`${bench.url}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await complaintsInTurn(page, index + 1), `${name}, loading`).toEqual([]);
  }

  await page.unroute(data);
  const problem = { status: 403, code: 'access_refused', detail: 'nobody may see this today', remedy: 'Come back tomorrow.' };
  const refusal = { status: 403, contentType: 'application/problem+json', body: JSON.stringify(problem) };
  await page.route(data, (route) => route.fulfill(refusal));
  for (const [index, [name, path]] of pages.entries()) {
    await bench.visit(path);
    expect(await complaintsInTurn(page, index), `${name}, failing`).toEqual([]);
  }
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('[13] axe finds nothing in dialogs about queues, messages, redrives and users', async () => {
  const bench = await withSomeQueues();
  const { page } = bench;
  await bench.enter();
  const { message, group } = await pagesOf(bench);
  const ofQueue = 'More to do with this queue';
  const dialogs: readonly (readonly [path: string, button: string, item?: string])[] = [
    ['/queues', 'Create queue'],
    ['/queues/orders', 'Publish'],
    ...['Pause', 'Move messages', 'Purge', 'Delete'].map((item) => ['/queues/orders', ofQueue, item] as const),
    ['/queues/orders/dead-letters', 'Redrive'],
    [group!, 'Redrive'],
    [message!, 'Redrive or edit'],
    ['/settings', 'Add user'],
    ['/settings', 'Change'],
    ['/settings', 'Permissions'],
  ];
  let at = '';
  for (const [index, [path, button, item]] of dialogs.entries()) {
    if (path !== at) await bench.visit(path);
    at = path;
    await page.getByRole('button', { name: button, exact: true }).first().click();
    if (item !== undefined) await page.getByRole('menuitem', { name: item }).click();
    await page.getByRole('dialog').waitFor();
    await page.getByText('Loading', { exact: true }).first().waitFor({ state: 'detached' });
    expect(await complaintsInTurn(page, index), `${path} ${item ?? button}`).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
});

test('[13] a broker that is gone leaves its last figures in grey on every page, and says since when', async () => {
  const bench = await withSomeQueues({ variables: {} });
  const { page } = bench;
  await bench.enter('/search');
  const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
  // What nobody has seen nobody can keep.
  for (const link of await links.all()) {
    await link.click();
    await bench.settled();
  }
  await page.getByRole('link', { name: 'Queues' }).click();
  await page.getByRole('link', { name: 'orders' }).waitFor();
  bench.broker.signal('SIGKILL');
  await page.getByText(/The broker has not answered since \d\d:\d\d:\d\d/).waitFor({ timeout: 30_000 });
  await page.getByRole('link', { name: 'orders' }).waitFor();
  for (const [index, link] of (await links.all()).entries()) {
    await link.click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText(/The broker has not answered since/).waitFor();
    expect(await complaintsInTurn(page, index), (await link.textContent()) ?? '').toEqual([]);
  }
});

test('[14] a queue is paused and resumed on a phone', async () => {
  const bench = await withSomeQueues({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const { page } = bench;
  await bench.enter('/queues');
  await page.getByRole('link', { name: 'orders' }).tap();
  await page.getByRole('button', { name: 'More to do with this queue' }).tap();
  await page.getByRole('menuitem', { name: 'Pause' }).tap();
  await page.getByLabel('Reason').fill('the bank is down');
  await page.getByRole('button', { name: 'Pause', exact: true }).tap();
  await page.getByText('the bank is down').waitFor();
  expect((await bench.askHere('GET', '/queues/orders')).json).toMatchObject({
    pauses: { delivery: { reason: 'the bank is down', author: 'guest' } },
  });
  await page.getByRole('button', { name: 'Resume', exact: true }).tap();
  await expect
    .poll(async () => (await bench.askHere('GET', '/queues/orders')).json)
    .toMatchObject({ pauses: { delivery: null } });
});

test('[11, 17] the address keeps filter, tab and message, and a filter stays text', async () => {
  const bench = await withSomeQueues();
  const { page } = bench;
  await bench.enter('/queues');
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
  await page.getByRole('link', { name: /^Messages/ }).click();
  await page.locator('[data-row-link]').first().click();
  await page.getByText('What happened').waitFor();
  await page.reload();
  await page.getByText('What happened').waitFor();
  for (let steps = 0; steps < 4; steps++) await page.goBack();
  expect(await filter.inputValue()).toBe('ord');
  expect(bench.complaints).toEqual([]);
});

test('a queue is found, made and purged by the keyboard alone', async () => {
  const bench = await withSomeQueues();
  const { page } = bench;
  await bench.enter();
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
  await expect.poll(() => bench.ready('orders')).toBe(0);
});

test('[15] time zone and language change what is shown, not what is there', async () => {
  const bench = await withSomeQueues({ timezoneId: 'Asia/Shanghai' });
  const { page } = bench;
  await bench.enter('/queues/orders/settings');
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
