import type { Connection } from '../data/clients.js';

/** What a client calls itself, or where it comes from. */
export function clientNameOf({ name, details }: Connection): string {
  const properties = (details['clientProperties'] ?? {}) as Record<string, unknown>;
  const own = properties['connection_name'];
  return typeof own === 'string' && own !== '' ? own : name;
}
