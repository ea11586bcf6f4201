type Theme = 'system' | 'light' | 'dark';
export type Density = 'compact' | 'default' | 'comfortable';
export type Language = 'en' | 'zh';

/** What somebody has chosen for this browser. */
export interface Preferences {
  readonly theme: Theme;
  readonly density: Density;
  readonly language: Language;
  /** `local`, `UTC` or a name of the IANA time zone database. */
  readonly timeZone: string;
  /** Single keys do something. */
  readonly shortcuts: boolean;
}

const key = 'howdah.preferences';
const listeners = new Set<() => void>();
let current: Preferences | undefined;

function defaults(): Preferences {
  const language = navigator.language.startsWith('zh') ? 'zh' : 'en';
  return { theme: 'system', density: 'default', language, timeZone: 'local', shortcuts: true };
}

function stored(): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>;
  } catch {
    // What somebody else has written there is not ours.
    return {};
  }
}

export function preferences(): Preferences {
  current ??= { ...defaults(), ...stored() };
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...preferences(), ...change };
  localStorage.setItem(key, JSON.stringify(current));
  applyToPage();
  for (const listener of listeners) listener();
}

/** Without a theme of its own the page follows the system. */
export function applyToPage(): void {
  const { documentElement } = document;
  const { language, theme } = preferences();
  documentElement.lang = language;
  if (theme === 'system') delete documentElement.dataset['theme'];
  else documentElement.dataset['theme'] = theme;
}

/** Calls back after every change; the answer ends that. */
export function onPreferencesChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
