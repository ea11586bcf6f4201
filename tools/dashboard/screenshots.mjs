import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from './browser.mjs';
import { openShop } from './shop.mjs';

// Pictures for docs/guides/dashboard.md: a broker with data that is thrown away, a shop at work, a real browser.
const root = fileURLToPath(new URL('../..', import.meta.url));
const images = join(root, 'docs/guides/images');
/** So long the shop works before a picture is taken, so that charts have a past. */
const warmUpMs = 20_000;

const dataDir = await mkdtemp(join(tmpdir(), 'howdah-screenshots-'));
const broker = spawn(process.execPath, [join(root, 'apps/broker/dist/main.js')], {
  env: { ...process.env, HOWDAH_HTTP_PORT: '0', HOWDAH_AMQP_PORT: '0', HOWDAH_DATA_DIR: dataDir, HOWDAH_LOG_LEVEL: 'warn' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const { url, amqpUrl } = await addresses();
  const closeShop = await openShop({ url, amqpUrl, login: 'guest:guest' });
  await new Promise((resolve) => setTimeout(resolve, warmUpMs));
  await mkdir(images, { recursive: true });
  await takeAll(url);
  await closeShop();
} finally {
  broker.kill('SIGTERM');
  await new Promise((resolve) => broker.once('close', resolve));
  await rm(dataDir, { recursive: true, force: true });
}

async function addresses() {
  let output = '';
  for await (const text of broker.stdout.setEncoding('utf8')) {
    output += text;
    const [, url] = /API +(http\S+)\/v1/.exec(output) ?? [];
    const [, amqp] = /AMQP +amqp:\/\/(\S+)/.exec(output) ?? [];
    if (url !== undefined && amqp !== undefined && output.includes('Ctrl-C'))
      return { url, amqpUrl: `amqp://guest:guest@${amqp}` };
  }
  throw new Error(`the broker did not start:\n${output}`);
}

async function takeAll(url) {
  const browser = await openBrowser();
  const message = await firstDeadLetter(url);
  await take(browser, url, 'light', [1200, 640], [['/', 'dashboard-overview-light']]);
  await take(browser, url, 'dark', [1200, 760], [[`/queues/orders.dead/messages/${message}`, 'dashboard-message-dark']]);
  await take(browser, url, 'light', [360, 640], [['/queues', 'dashboard-queues-phone']]);
  await browser.close();
}

async function firstDeadLetter(url) {
  const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
  const response = await fetch(`${url}/v1/queues/orders.dead/messages?limit=1`, { headers: { authorization } });
  return (await response.json()).items[0].id;
}

async function take(browser, url, colorScheme, [width, height], pages) {
  const context = await browser.newContext({
    colorScheme,
    viewport: { width, height },
    hasTouch: width < 500,
    isMobile: width < 500,
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel('User').fill('guest');
  await page.getByLabel('Password').fill('guest');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#main').waitFor();
  for (const [path, name] of pages) {
    await page.goto(`${url}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForTimeout(3_000); // for charts
    await page.screenshot({ path: join(images, `${name}.png`) });
  }
  await context.close();
}
