import { verdict as en } from '../i18n/en/verdict.js';
import { verdict as zh } from '../i18n/zh/verdict.js';
import type { Verdict } from '../features/overview/verdict.js';
import type { Language } from '../preferences/preferences.js';

const languages = { en, zh };

/** As i18next says it, which is not there yet. */
export function inWords({ key, values }: Verdict, language: Language): string {
  const texts = languages[language];
  const text = key === 'troubled' ? texts[values['count'] === 1 ? 'troubled_one' : 'troubled_other'] : texts[key];
  return text.replaceAll(/{{(\w+)}}/g, (_, name: string) => String(values[name]));
}
