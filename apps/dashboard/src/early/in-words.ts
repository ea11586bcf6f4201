import { verdict as en } from '../i18n/en/verdict.js';
import { verdict as zh } from '../i18n/zh/verdict.js';
import type { Verdict } from '../features/overview/verdict.js';
import type { Texts } from '../i18n/texts.js';
import type { Language } from '../preferences/preferences.js';

export const textsIn = (language: Language): Texts<typeof en> => ({ en, zh })[language];

/** As i18next says it, which is not there yet. */
export function inWords({ key, values }: Verdict, language: Language): string {
  const texts = textsIn(language);
  const text = key === 'troubled' ? texts[values['count'] === 1 ? 'troubled_one' : 'troubled_other'] : texts[key];
  return text.replaceAll(/{{(\w+)}}/g, (_, name: string) => String(values[name]));
}
