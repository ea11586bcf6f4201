import { preferences } from '../preferences/preferences.js';
import { pageAround } from './page-around.js';
import { textsIn } from './in-words.js';

/** Without the application a verdict would stay, and become wrong. @throws what has happened, for the browser's console */
export function showFailure(error: unknown): never {
  document.getElementById('root')!.replaceChildren(pageAround(textsIn(preferences().language).notLoaded));
  throw error;
}
