import { environment, type EnvironmentColor } from './environment.js';

const fills: Record<EnvironmentColor, string> = {
  gray: '#57606a',
  green: '#1a6b3a',
  blue: '#1d4ed8',
  amber: '#8a5300',
  red: '#b3123f',
};

/** The mark on the colour of the environment. */
export function paintFavicon(): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (environment === undefined || link === null) return;
  const paths = '<path d="M6 11c0-3.300 2.700-5 6-5s6 1.700 6 5z"/><path d="M8 11v5M16 11v5M5 16h14l-1.500 3h-11z"/>';
  const mark = `<g fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${paths}</g>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="${fills[environment.color]}"/>${mark}</svg>`;
  link.href = `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
