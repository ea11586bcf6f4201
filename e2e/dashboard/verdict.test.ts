import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import amqp from 'amqplib';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { closeBrowser } from '../browser.js';
import { DashboardBench } from './bench.js';

afterAll(closeBrowser);

/** In the page: every heading that it shows, and undefined where it shows none. */
const noteHeadings = `
  globalThis.headings = [];
  const look = () => {
    const heading = document.querySelector('h1')?.textContent;
    if (heading !== headings.at(-1)) headings.push(heading);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
`;

/** With a queue that nobody consumes from, and the overview open. */
async function benchWithTrouble(): Promise<DashboardBench> {
  const bench = await DashboardBench.start({ variables: { HOWDAH_ENVIRONMENT: 'staging' } });
  await bench.declare('orders');
  await bench.publish('orders', 1);
  await bench.enter();
  await bench.heading('1 of 1 queues needs attention').waitFor();
  return bench;
}

test('[1] the heading says within five seconds that a worker has stopped, and that it is back', async () => {
  const bench = await DashboardBench.start();
  await bench.declare('orders');
  const work = async () => {
    const connection = await amqp.connect(bench.amqpUrl);
    onTestFinished(() => connection.close().catch(() => undefined));
    const channel = await connection.createChannel();
    await channel.consume('orders', (message) => message !== null && channel.ack(message));
    return connection;
  };
  const worker = await work();
  await bench.publish('orders', 1);
  await bench.signIn();
  await bench.heading(/^All clear/).waitFor();

  await worker.close();
  await bench.publish('orders', 2);
  await bench.heading('1 of 1 queues needs attention').waitFor({ timeout: 5_000 });
  await bench.page.getByText('has no consumer').waitFor();

  await work();
  await bench.heading(/^All clear/).waitFor({ timeout: 5_000 });
  expect(bench.complaints).toEqual([]);
});

test('the verdict is there before the application, which takes its place at once', async () => {
  const bench = await benchWithTrouble();
  await bench.page.evaluate(`localStorage.setItem('howdah.preferences', '{"language":"zh"}')`);
  let comes = () => {};
  const held = new Promise<void>((resolve) => (comes = resolve));
  await bench.page.route(/\/common-.*\.js$/, async (route) => held.then(() => route.continue()));
  await bench.page.addInitScript({ content: noteHeadings });

  await bench.page.reload({ waitUntil: 'commit' });
  await bench.heading('1 个队列中有 1 个需要关注').waitFor();
  await bench.page.getByText('staging').waitFor();
  expect(await bench.accessibility()).toEqual([]);
  const place = await bench.heading(/./).boundingBox();
  comes();
  await bench.page.getByRole('navigation', { name: '页面' }).waitFor();
  expect(await bench.accessibility()).toEqual([]);
  expect(await bench.heading(/./).boundingBox()).toMatchObject({ x: place!.x, y: place!.y });
  expect(await bench.page.evaluate('headings')).toEqual(['1 个队列中有 1 个需要关注']);
  expect(bench.complaints).toEqual([]);
});

test('the application does not wait for answers that do not come, once its verdict is there', async () => {
  const bench = await benchWithTrouble();
  await bench.page.route(/\/v1\/overview$/, () => new Promise(() => {}));
  await bench.page.reload();
  await bench.page.getByText('has no consumer').waitFor();
});

test('a verdict does not stay when the application does not come', async () => {
  const bench = await benchWithTrouble();
  await bench.page.route(/\/common-.*\.js$/, (route) => route.abort());
  await bench.page.reload();
  await bench.heading('The dashboard did not load: reload this page').waitFor();
  expect(bench.complaints).toEqual([expect.stringContaining('Failed to fetch')]);
});

test('a first visit loads no more script than the budget before its verdict', async () => {
  const bench = await DashboardBench.start();
  await bench.declare('orders');
  const scripts: string[] = [];
  bench.page.on('response', (response) => void (response.url().endsWith('.js') && scripts.push(response.url())));
  await bench.signIn();
  await bench.heading(/^All clear/).waitFor();
  const assets = fileURLToPath(new URL('../../apps/dashboard/dist/assets/', import.meta.url));
  const initial = [...new Set(scripts.map((url) => url.split('/').at(-1)!))].filter((name) => !name.startsWith('chart-canvas'));
  const bytes = initial.reduce((sum, name) => sum + readFileSync(`${assets}${name}.gz`).length, 0);
  expect(initial).toContainEqual(expect.stringMatching(/^common-/));
  expect(bytes).toBeLessThanOrEqual(180 * 1024);
});

test('the first page has commands with this server’s address, and turns into the message when it is there', async () => {
  const bench = await DashboardBench.start();
  await bench.signIn();
  await bench.heading('Publish your first message').waitFor();
  await bench.page.getByText(`${bench.url}/v1/queues/hello`).first().waitFor();
  expect(await bench.accessibility()).toEqual([]);
  await bench.page.getByRole('button', { name: 'Create the queue hello' }).click();
  await bench.page.getByText('The queue hello is there').waitFor();
  await bench.publish('hello', { hello: 'from elsewhere' });
  await bench.heading('Your first message is here').waitFor();
  await bench.page.getByText('"hello": "from elsewhere"').waitFor();
  expect(await bench.accessibility()).toEqual([]);
  await bench.page.getByRole('link', { name: 'Go to the overview' }).click();
  await bench.heading('1 of 1 queues needs attention').waitFor();
});
