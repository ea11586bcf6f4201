/** Everything that an address may say besides its path. What is wrong in one written by hand is left out. */
export interface SearchParams {
  readonly vhost?: string;
  /** Words that rows are filtered by. */
  readonly filter?: string;
  readonly sort?: string;
  /** Of messages. */
  readonly state?: 'ready' | 'unacked' | 'delayed';
}

const states = ['ready', 'unacked', 'delayed'] as const;

export function readSearch(search: Record<string, unknown>): SearchParams {
  const { vhost, filter, sort } = search;
  const state = states.find((one) => one === search['state']);
  return {
    ...(isText(vhost) && vhost !== '/' ? { vhost: String(vhost) } : {}),
    ...(isText(filter) ? { filter: String(filter) } : {}),
    ...(isText(sort) ? { sort: String(sort) } : {}),
    ...(state === undefined ? {} : { state }),
  };
}

/** The router reads 12 in an address as a number. */
function isText(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
