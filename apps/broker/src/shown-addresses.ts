import { hostname } from 'node:os';

const everyAddress = ['0.0.0.0', '::'];

/** Where clients on other machines find what is bound to `host`, by the URLs that programs on this one use. */
export function shownAddresses(urls: readonly string[], host: string): string[] {
  if (!everyAddress.includes(host)) return [...urls];
  return urls.map((url) => url.replace('//localhost:', `//${hostname()}:`));
}
