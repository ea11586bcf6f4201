import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import amqp from 'amqplib';
import { expect, onTestFinished, test } from 'vitest';
import { DashboardBench } from './bench.js';
import { prepareDashboard } from './shared-broker.js';

prepareDashboard();

/** In the page: every heading that it shows, and undefined where it shows none. */
const noteHeadings = `
  globalThis.headings = [];
  const look = () => {
    const heading = document.querySelector('h1')?.textContent;
    if (heading !== headings.at(-1)) headings.push(heading);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
`;

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
  const bench = await DashboardBench.start();
  await bench.declare('orders');
  await bench.publish('orders', 1);
  await bench.enter();
  await bench.heading('1 of 1 queues needs attention').waitFor();
  await bench.page.evaluate(`localStorage.setItem('howdah.preferences', '{"language":"zh"}')`);
  let comes = () => {};
  const held = new Promise<void>((resolve) => (comes = resolve));
  await bench.page.route(/\/common-.*\.js$/, async (route) => held.then(() => route.continue()));
  await bench.page.addInitScript({ content: noteHeadings });

  await bench.page.reload({ waitUntil: 'commit' });
  await bench.heading('1 个队列中有 1 个需要关注').waitFor();
  expect(await bench.accessibility()).toEqual([]);
  comes();
  await bench.page.getByRole('navigation', { name: '页面' }).waitFor();
  expect(await bench.page.evaluate('headings')).toEqual(['1 个队列中有 1 个需要关注']);
  expect(bench.complaints).toEqual([]);
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
