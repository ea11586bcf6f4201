import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { everyPage } from './pages.mjs';
import { looks, takePictures } from './pictures.mjs';
import { openShop } from './shop.mjs';

// Pictures for docs/guides/dashboard.md: a broker with data that is thrown away, a shop at work, a real browser.
//   npm run screenshots                    those that the guide shows
//   npm run screenshots -- --every DIR     also every page into DIR, light, dark and as on a phone
const { values } = parseArgs({ options: { every: { type: 'string' } } });
const root = fileURLToPath(new URL('../..', import.meta.url));
const images = join(root, 'docs/guides/images');
const login = 'guest:guest';
/** So long the shop works before a picture is taken, so that charts have a past. */
const warmUpMs = 20_000;

const dataDir = await mkdtemp(join(tmpdir(), 'howdah-screenshots-'));
const broker = spawn(process.execPath, [join(root, 'apps/broker/dist/main.js')], {
  env: {
    ...{ ...process.env, HOWDAH_HTTP_PORT: '0', HOWDAH_AMQP_PORT: '0', HOWDAH_DATA_DIR: dataDir },
    ...{ HOWDAH_LOG_LEVEL: 'warn', HOWDAH_ENVIRONMENT: 'staging' },
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const { url, amqpUrl } = await addresses();
  const shop = await openShop({ url, amqpUrl, login });
  await new Promise((done) => setTimeout(done, warmUpMs));
  const pages = everyPage({ queue: 'orders.payments', deadLetterQueue: 'orders.dead', ...shop.examples });
  await takeForGuide(url, pages);
  if (values.every !== undefined) await takeEvery(url, pages, resolve(process.env.INIT_CWD ?? '.', values.every));
  await shop.close();
} finally {
  broker.kill('SIGTERM');
  await new Promise((done) => broker.once('close', done));
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

async function takeForGuide(url, pages) {
  await mkdir(images, { recursive: true });
  const take = (look, height, chosen) =>
    takePictures({
      ...{ url, login, directory: images, pages: chosen },
      look: { ...look, viewport: { ...look.viewport, height } },
    });
  await take(looks.light, 720, { 'dashboard-overview-light': pages.overview, 'dashboard-search-light': pages['search-results'] });
  await take(looks.dark, 800, { 'dashboard-message-dark': pages.message });
  await take(looks.phone, 640, { 'dashboard-queues-phone': pages.queues });
}

async function takeEvery(url, pages, directory) {
  for (const [name, look] of Object.entries(looks)) {
    await mkdir(join(directory, name), { recursive: true });
    await takePictures({ url, login, look, pages, directory: join(directory, name) });
  }
}
