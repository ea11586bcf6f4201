import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { percentile } from './bench-lists.mjs';
import { openBrowser } from './browser.mjs';
import { root } from './broker.mjs';

const visits = 9;
/** Not counted: the broker has just filled its queues, and has answered nobody yet. */
const visitsBefore = 2;
const slowdown = 4;
const scrolledMs = 3_000;
/** What a strong turn of a wheel makes. */
const flickPixelsPerSecond = 6_000;

/** In a browser: what is loaded, how long until the verdict, how smoothly long things are shown. */
export async function measurePages({ url }) {
  const browser = await openBrowser();
  try {
    const open = async () => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      await context.request.post(`${url}/v1/session`, { data: { user: 'guest', password: 'guest' } });
      return context.newPage();
    };
    return [...(await firstPage(open, url)), ...(await scrolling(await open(), url)), await largePayload(await open(), url)];
  } finally {
    await browser.close();
  }
}

async function firstPage(open, url) {
  const [verdicts, pages, scripts] = [[], [], new Set()];
  for (let visit = -visitsBefore; visit < visits; visit++) {
    const page = await open();
    page.on('response', (response) => response.url().endsWith('.js') && scripts.add(response.url().split('/').at(-1)));
    const debuggee = await page.context().newCDPSession(page);
    await debuggee.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await debuggee.send('Runtime.enable');
    await debuggee.send('Runtime.addBinding', { name: 'told' });
    const frames = framesTold(debuggee);
    await page.addInitScript(tellFrames);
    await page.goto(url, { waitUntil: 'commit' });
    const { verdictAt, pageAt } = await frames;
    if (visit >= 0) {
      verdicts.push(verdictAt);
      pages.push(pageAt);
    }
    await page.context().close();
  }
  const assets = join(root, 'apps/dashboard/dist/assets');
  const initial = [...scripts].filter((name) => !name.startsWith('chart-canvas'));
  const bytes = initial.reduce((sum, name) => sum + readFileSync(join(assets, `${name}.gz`)).length, 0);
  return [
    { what: 'scripts of a first visit, gzip', value: Math.ceil(bytes / 1024), unit: 'KiB', budget: 180 },
    firstVisit('verdict', verdicts, { budget: 1_500 }),
    firstVisit('the page around it', pages, {}),
  ];
}

function firstVisit(what, times, budget) {
  const value = Math.round(percentile(times, 0.5));
  return { what: `${what} at ${slowdown}x slowdown, median of ${visits} first visits`, value, unit: 'ms', ...budget };
}

/** What the page tells by itself: asking it makes Playwright load 330 kB of script of its own there, a quarter second when slowed down. */
function framesTold(debuggee) {
  return new Promise((resolve) => debuggee.on('Runtime.bindingCalled', ({ payload }) => resolve(JSON.parse(payload))));
}

/** In the page: when the frames were made that show the verdict, and the places to go to. */
function tellFrames() {
  const whenThere = (isThere) =>
    new Promise((resolve) => {
      const look = (_, observer) => {
        if (!isThere()) return;
        observer.disconnect();
        requestAnimationFrame(() => resolve(performance.now()));
      };
      new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
    });
  Promise.all([
    whenThere(() => /All clear|need|odd/.test(document.querySelector('h1')?.textContent ?? '')),
    whenThere(() => document.querySelector('nav') !== null),
  ]).then(([verdictAt, pageAt]) => globalThis.told(JSON.stringify({ verdictAt, pageAt })));
}

/** Frames while the list is scrolled: by a wheel, and all of it as if by its bar; 60 a second are 17 ms each. */
async function scrolling(page, url) {
  await page.goto(`${url}/queues`);
  await page.getByText(/of [\d,]+ queues/).waitFor();
  const figure = async (what, pixelsPerSecond) => ({
    ...{ what, value: Math.round(percentile(await page.evaluate(scrollFrames, { ms: scrolledMs, pixelsPerSecond }), 0.95)) },
    ...{ unit: 'ms', budget: 34 },
  });
  return [
    await figure(`a frame while the queues are scrolled by ${flickPixelsPerSecond} px/s, p95`, flickPixelsPerSecond),
    await figure('a frame while all queues are scrolled through in 3 s, p95', null),
  ];
}

/** In the page. ms of each frame; null pixels: as many as take it through the whole list. */
async function scrollFrames({ ms, pixelsPerSecond }) {
  const list = document.querySelector('[role=table]').parentElement;
  const speed = pixelsPerSecond === null ? list.scrollHeight / ms : pixelsPerSecond / 1_000;
  const times = [];
  const begun = performance.now();
  let last = begun;
  while (last - begun < ms) {
    list.scrollTop = (last - begun) * speed;
    const now = await new Promise((resolve) => requestAnimationFrame(resolve));
    times.push(now - last);
    last = now;
  }
  return times;
}

/** What of the page's own work was longest while a payload of 5 MB was opened. */
async function largePayload(page, url) {
  await page.goto(`${url}/queues/large/messages`);
  const link = page.locator('[data-row-link]').first();
  await link.waitFor();
  await page.evaluate(() => {
    globalThis.longest = 0;
    const keep = (list) =>
      (globalThis.longest = Math.max(globalThis.longest, ...list.getEntries().map(({ duration }) => duration)));
    new PerformanceObserver(keep).observe({ type: 'longtask' });
  });
  await link.click();
  await page.getByText('"row 2 is here to be long enough"').waitFor();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  const longest = await page.evaluate(() => globalThis.longest);
  return { what: 'longest task while a payload of 5 MB opens', value: Math.round(longest), unit: 'ms', budget: 100 };
}
