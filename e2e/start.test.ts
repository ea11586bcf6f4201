import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createDatabase } from '@howdah/testing';
import { afterAll, expect, test } from 'vitest';
import { startBroker } from './broker.js';
import { closeBrowser, openPage } from './browser.js';

afterAll(closeBrowser);

test('the commands that the start prints take a message through', async () => {
  const { output } = await startBroker({ HOWDAH_DATABASE_URL: (await createDatabase()).url });
  const commands = /acknowledge it:\n([^]*?)\nCtrl-C/.exec(output())![1]!;
  const { stdout } = await promisify(execFile)('/bin/sh', ['-ec', commands]);
  const [queue, published, received, settled] = answers(stdout);
  expect(queue).toMatchObject({ name: 'hello', durable: true });
  expect(published).toMatchObject({ queues: ['hello'] });
  expect(received).toMatchObject({ messages: [{ attempt: 1, redelivered: false, body: { hello: 'world' } }] });
  expect(settled).toEqual({ results: [{ status: 200 }] });
});

/** Four JSON documents one after the other; curl ends none of them with a line break. */
function answers(stdout: string): unknown[] {
  return stdout
    .replaceAll(/\}\s*\{"/g, '}\n{"')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as unknown);
}

test('the documentation in a browser shows every operation of the API, and nothing comes from elsewhere', async () => {
  const { url } = await startBroker({ HOWDAH_DATABASE_URL: (await createDatabase()).url });
  const page = await openPage();
  const elsewhere: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => void (isOwn(request.url(), url) || elsewhere.push(request.url())));
  page.on('pageerror', (error) => void errors.push(error.message));
  await page.goto(`${url}/docs`);
  await page
    .getByRole('heading', { name: /Howdah/ })
    .first()
    .waitFor();

  const { paths } = (await (await fetch(`${url}/v1/openapi.json`)).json()) as { paths: Record<string, object> };
  const operationCount = Object.values(paths).flatMap((path) => Object.keys(path)).length;
  await page
    .locator('.opblock')
    .nth(operationCount - 1)
    .waitFor();
  expect(await page.locator('.opblock').count()).toBe(operationCount);
  const receive = page.locator('.opblock', { hasText: 'Receive messages' });
  await receive.click();
  await receive.getByText('leasedUntil').waitFor();
  expect({ elsewhere, errors }).toEqual({ elsewhere: [], errors: [] });
});

function isOwn(address: string, url: string): boolean {
  return address.startsWith(url) || address.startsWith('data:') || address.startsWith('blob:');
}
