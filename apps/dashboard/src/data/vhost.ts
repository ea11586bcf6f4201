import { useSearch } from '@tanstack/react-router';

export const defaultVhost = '/';

/** The virtual host in the address, on every page. */
export function useVhost(): string {
  return useSearch({ strict: false, select: (search: { vhost?: string }) => search.vhost ?? defaultVhost });
}
