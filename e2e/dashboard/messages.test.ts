import { expect, test } from 'vitest';
import { DashboardBench } from './bench.js';
import { shareBroker } from './shared-broker.js';

const shared = shareBroker();

interface Peeked {
  readonly items: readonly { readonly id: string; readonly attempts: number; readonly redelivered: boolean }[];
}

test('[2, 8, 9] looking does not consume, numbers stay exact, and 5 MB open', async () => {
  const bench = await DashboardBench.start({ shared });
  await bench.declare('orders');
  await bench.askHere(
    'POST',
    '/queues/orders/messages',
    '{"body":{"id":9007199254740993,"name":"<img src=x onerror=alert(1)>"}}',
  );
  await bench.askHere('POST', '/queues/orders/messages', { body: '/wD+SGk=', bodyEncoding: 'base64' });
  const rows = Array.from({ length: 140_000 }, (_, index) => `row ${index} is here to be long enough`);
  const large = JSON.stringify({ rows });
  expect(large.length).toBeGreaterThan(5_000_000);
  await bench.askHere('POST', '/queues/orders/messages', `{"body":${large},"properties":{"contentType":"application/json"}}`);
  const { page } = bench;

  await bench.enter('/queues/orders/messages');
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

  const { json } = await bench.askHere('GET', '/queues/orders/messages');
  expect((json as Peeked).items.map(({ attempts, redelivered }) => [attempts, redelivered])).toEqual(Array(3).fill([0, false]));
  expect(bench.complaints).toEqual([]);
});

test('[3] 2,000 failures of three causes are three groups, and lead to why a message failed', async () => {
  const bench = await DashboardBench.start({ shared });
  await bench.declareWithDeadLetters('orders');
  const causes = { PaymentTimeout: 700, CardDeclined: 700, StockMissing: 600 };
  for (const [name, count] of Object.entries(causes)) {
    await bench.publish('orders', ...Array.from({ length: count }, (_, number) => number));
    for (let left = count; left > 0;)
      left -= await bench.settle('orders', 'reject', {
        name,
        message: `no answer within ${left} ms`,
        stack: `${name}\n    at charge (charge.ts:88)`,
      });
  }
  const { page } = bench;
  await bench.enter('/dead-letters');
  const groups = page.getByRole('table', { name: 'Kinds of failure' });
  await groups.getByRole('row', { name: /StockMissing.*600/ }).waitFor();
  await groups.getByRole('row', { name: /CardDeclined.*700/ }).waitFor();
  expect(await groups.locator('[data-row-link]').count()).toBe(3);
  await page.getByRole('link', { name: /StockMissing/ }).click();
  await bench.heading(/^StockMissing/).waitFor();
  await page.getByRole('table', { name: 'Messages kept' }).getByRole('link').first().click();
  await page.getByText('Dead in orders: rejected by a consumer: StockMissing', { exact: false }).first().waitFor();
  await page.getByText('at charge (charge.ts:88)').first().waitFor();
  await page.getByRole('link', { name: /^Same error: 600 messages/ }).waitFor();
  await page.goto(page.url().replace(/\/messages\/\d+/, '/messages'));
  const dead = page.getByRole('table', { name: 'Messages' });
  await dead.getByRole('columnheader', { name: 'Died', exact: true }).waitFor();
  await dead.getByText('PaymentTimeout no answer within').first().waitFor();
});

test('[8] one dead letter is corrected and redriven, and its other numbers stay digit for digit', async () => {
  const bench = await DashboardBench.start({ shared });
  await bench.declareWithDeadLetters('orders');
  await bench.askHere(
    'POST',
    '/queues/orders/messages',
    '{"body":{"id":9007199254740993,"country":"D"},"headers":{"debug":true}}',
  );
  await bench.settle('orders', 'reject', { name: 'UnknownCountry', message: 'D' });
  const { page } = bench;
  await bench.enter('/queues/failed/messages');
  await page.getByRole('table', { name: 'Messages' }).locator('[data-row-link]').click();
  await page.getByRole('button', { name: 'Redrive or edit' }).click();
  const body = page.getByRole('textbox', { name: 'Payload' });
  await body.fill((await body.inputValue()).replace('"D"', '"DE"'));
  await page.getByRole('textbox', { name: 'Headers' }).fill('{"fixed":true}');
  expect(await bench.accessibility()).toEqual([]);
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('Checked: 1 message').waitFor();
  const change = page.getByText('+ "country": "DE"').filter({ visible: true });
  expect(await change.count()).toBe(1);
  await page.getByText('1 of them').click();
  expect(await change.count()).toBe(2);
  await page.getByRole('button', { name: 'Redrive', exact: true }).click();
  await page.getByText('Completed · 1 of 1 moved').waitFor();
  const { json } = await bench.askHere('GET', '/queues/orders/messages');
  expect((json as { items: unknown[] }).items[0]).toMatchObject({
    body: '{"id":9007199254740993,"country":"DE"}',
    headers: { fixed: true },
  });
});

test('messages are found by what is in them, and tell their lives', async () => {
  const bench = await DashboardBench.start({ shared });
  const { page } = bench;
  await bench.declareWithDeadLetters('orders');
  await bench.publish('orders', { order: 1 }, { order: 2 });
  await bench.settle('orders', 'reject', { name: 'CardDeclined', message: 'no money' });
  await bench.publish('orders', { order: 3 });

  await bench.enter('/search');
  const box = page.getByRole('searchbox');
  await box.fill('state:ded');
  await box.press('Enter');
  await page.getByText('Found ded; accepted', { exact: false }).waitFor();
  await box.fill('state:dead body.order:2');
  await box.press('Enter');
  const found = page.getByRole('table', { name: 'Messages found' });
  await found.getByText('{"order":2}').waitFor();
  expect(await found.locator('[data-row-link]').count()).toBe(1);
  await page.getByRole('button', { name: 'Save this search' }).click();
  await page.reload();
  await page.getByRole('region', { name: 'Saved searches' }).getByRole('link', { name: 'state:dead body.order:2' }).waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  const lines = await readAll(await (await download).createReadStream());
  expect(lines.trim().split('\n')).toHaveLength(2);

  const id = await found.locator('[data-row-link]').textContent();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('A page, a queue, a theme').fill(id!);
  await page.getByRole('option', { name: `Message ${id}` }).click();
  await bench.heading(`Message ${id}`).waitFor();
  await page.getByText('It is held in one queue.').waitFor();
  await page.getByText('Dead in orders: rejected by a consumer').waitFor();
  expect(await bench.accessibility()).toEqual([]);
});

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

test('figures come by one stream, and by asking while there is none', async () => {
  const bench = await DashboardBench.start({ shared });
  const { page } = bench;
  await bench.declare('orders');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const countOf = (path: string) => asked.filter((one) => one === path).length;
  const ready = page
    .getByRole('row', { name: /^orders/ })
    .getByRole('cell')
    .nth(2);
  await bench.enter('/queues');
  await expect.poll(() => ready.textContent()).toBe('0');
  await expect.poll(() => countOf('/v1/events')).toBe(1);
  asked.length = 0;
  for (let count = 1; count <= 4; count++) {
    await bench.publish('orders', count);
    await expect.poll(() => ready.textContent(), { timeout: 5_000 }).toBe(String(count));
  }
  expect(countOf('/v1/statistics/queues')).toBe(0);
  expect(countOf('/v1/events')).toBe(0);

  await page.route('**/v1/events*', (route) => route.abort());
  await page.reload();
  await bench.publish('orders', 5);
  await expect.poll(() => ready.textContent(), { timeout: 10_000 }).toBe('5');
  expect(await page.getByText('The broker has not answered').count()).toBe(0);
});

test('ages go by the broker’s clock when this machine’s is wrong', async () => {
  const bench = await DashboardBench.start({ shared });
  const { page } = bench;
  await bench.declare('orders');
  await bench.publish('orders', 1);
  const hourMs = 3_600_000;
  await page.addInitScript((skewMs) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() - skewMs;
  }, hourMs);
  await bench.enter('/cluster');
  await page.getByText(/The clock of this machine is (1 hr|59 min)/).waitFor();
  await page.getByRole('link', { name: 'Queues' }).first().click();
  await page.getByRole('row', { name: /^orders/ }).getByText(/^\d+ sec. ago$/).waitFor(); // prettier-ignore
});
