import { useSyncExternalStore } from 'react';
import { onPreferencesChange, preferences, type Preferences } from './preferences.js';

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferencesChange, preferences);
}
