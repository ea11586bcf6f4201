import { useSearch } from '@tanstack/react-router';

export const defaultVhost = '/';

/** The virtual host in the address, on every page. */
export function useVhost(): string {
  return useSearch({ strict: false, select: (search: { vhost?: string }) => search.vhost ?? defaultVhost });
}

/** What an address says of a virtual host: nothing of the default one. */
export function searchFor(vhost: string): { vhost?: string } {
  return vhost === defaultVhost ? {} : { vhost };
}
