import { verdictOf, type Verdict } from '../features/overview/verdict.js';
import { createFormat } from '../preferences/create-format.js';
import { preferences } from '../preferences/preferences.js';
import { asked } from './asked.js';
import { pageAround } from './page-around.js';
import { inWords } from './in-words.js';

/** Whoever comes to the overview reads the verdict while the application is still on its way, and the application goes on with it. */
export async function showVerdict(): Promise<void> {
  const sentence = await earlyVerdict().catch(() => undefined);
  if (sentence === undefined) return;
  document.getElementById('root')!.replaceChildren(pageAround(sentence));
  await painted();
}

async function earlyVerdict(): Promise<string | undefined> {
  if (asked.overview === undefined) return undefined;
  const say = (verdict: Verdict) => inWords(verdict, preferences().language);
  const format = createFormat(preferences());
  const attention = await asked.attention;
  if (attention.findingCount > 0) return say(verdictOf({ attention, overview: undefined }, format));
  const overview = await asked.overview;
  // Without a queue there is another page to see.
  return overview.queues === 0 ? undefined : say(verdictOf({ attention, overview }, format));
}

const painted = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
