import { environment } from './environment.js';

/** Among many tabs the environment comes first. */
export function setWindowTitle(title: string): void {
  const parts = environment === undefined ? [] : [environment.name];
  document.title = [...parts, title, 'Howdah'].join(' · ');
}
