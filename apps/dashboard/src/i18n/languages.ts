import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { preferences, setPreferences, type Language } from '../preferences/preferences.js';
import { en } from './en.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

/** Languages other than English come when they are wanted. */
const loaders: Record<Language, () => Promise<object>> = {
  en: async () => en,
  zh: async () => (await import('./zh.js')).zh,
};

export async function startLanguages(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
  await showLanguage(preferences().language);
}

export async function chooseLanguage(language: Language): Promise<void> {
  setPreferences({ language });
  await showLanguage(language);
}

async function showLanguage(language: Language): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await loaders[language]());
  await i18next.changeLanguage(language);
}
