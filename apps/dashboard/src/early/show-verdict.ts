import { verdictOf } from '../features/overview/verdict.js';
import { createFormat } from '../preferences/create-format.js';
import { preferences } from '../preferences/preferences.js';
import { asked } from './asked.js';
import { inWords } from './in-words.js';
import { pageAround } from './page-around.js';

/** Whoever comes to the overview reads the verdict while the application is still on its way, and the application goes on with it. */
export async function showVerdict(): Promise<void> {
  const sentence = await earlyVerdict().catch(() => undefined);
  if (sentence === undefined) return;
  const page = pageAround(sentence);
  page.ariaBusy = 'true';
  document.getElementById('root')!.replaceChildren(page);
  await painted();
}

async function earlyVerdict(): Promise<string | undefined> {
  if (asked.overview === undefined) return undefined;
  const { language, timeZone } = preferences();
  const format = createFormat({ language, timeZone });
  const attention = await asked.attention;
  const trouble = verdictOf({ attention, overview: undefined }, format);
  if (trouble.key !== 'looking') return inWords(trouble, language);
  const overview = await asked.overview;
  // Without a queue there is another page to see.
  return overview.queues === 0 ? undefined : inWords(verdictOf({ attention, overview }, format), language);
}

const painted = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
