import { createFormat, type Format, type FormatPreferences } from './create-format.js';
import { usePreferences } from './use-preferences.js';

export type { Format } from './create-format.js';

export function useFormat(): Format {
  return sharedFormat(usePreferences());
}

let shared: { readonly preferences: FormatPreferences; readonly format: Format } | undefined;

/** One for the whole page: making it takes longer than showing a row of a table, and rows come and go while one scrolls. */
function sharedFormat({ language, timeZone }: FormatPreferences): Format {
  if (shared?.preferences.language !== language || shared.preferences.timeZone !== timeZone)
    shared = { preferences: { language, timeZone }, format: createFormat({ language, timeZone }) };
  return shared.format;
}
