import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root, startThrowawayBroker } from './broker.mjs';
import { everyPage } from './pages.mjs';
import { looks, takePictures } from './pictures.mjs';
import { openShop } from './shop.mjs';

// Pictures for docs/guides/dashboard.md: a broker with data that is thrown away, a shop at work, a real browser.
const usage = `npm run screenshots -- [options]
  --every FOLDER  every page, too: light, dark and as on a phone
  --help`;
const { values } = readOptions();
const images = join(root, 'docs/guides/images');
const login = 'guest:guest';
/** So long the shop works before a picture is taken, so that charts have a past. */
const warmUpMs = 45_000;

const { url, amqpUrl, stop } = await startThrowawayBroker({ HOWDAH_ENVIRONMENT: 'staging' });
try {
  const shop = await openShop({ url, amqpUrl, login });
  await new Promise((done) => setTimeout(done, warmUpMs));
  const pages = everyPage({ queue: 'orders.payments', deadLetterQueue: 'orders.dead', ...shop.examples });
  await takeForGuide(pages);
  if (values.every !== undefined) await takeEvery(pages, resolve(process.env.INIT_CWD ?? '.', values.every));
  await shop.close();
} finally {
  await stop();
}

function readOptions() {
  try {
    const read = parseArgs({ options: { every: { type: 'string' }, help: { type: 'boolean' } } });
    if (read.values.help !== true) return read;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

async function takeForGuide(pages) {
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

async function takeEvery(pages, directory) {
  for (const [name, look] of Object.entries(looks)) {
    await mkdir(join(directory, name), { recursive: true });
    await takePictures({ url, login, look, pages, directory: join(directory, name) });
  }
}
