/**
 * Takes the base path off an address, so that a proxy may hand requests on with it or without.
 * `basePath` begins and ends with a slash.
 */
export function withoutBasePath(url: string, basePath: string): string {
  if (basePath === '/') return url;
  if (url === basePath.slice(0, -1)) return '/';
  return url.startsWith(basePath) ? url.slice(basePath.length - 1) : url;
}
