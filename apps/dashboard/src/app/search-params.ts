import { chartRanges, type ChartRange } from '../data/chart-range.js';
import { defaultVhost } from '../data/vhost.js';

/** Everything that an address may say besides its path. What is wrong in one written by hand is left out. */
export interface SearchParams {
  readonly vhost?: string;
  /** Words that rows are filtered by. */
  readonly filter?: string;
  readonly sort?: string;
  /** What messages are searched by. */
  readonly q?: string;
  readonly order?: 'oldest';
  /** What the route tester imagines. */
  readonly exchange?: string;
  readonly key?: string;
  readonly headers?: string;
  /** Of messages. */
  readonly state?: (typeof states)[number];
  /** How far back charts look; a quarter of an hour when it says nothing. */
  readonly range?: ChartRange;
}

const textParams = ['vhost', 'filter', 'sort', 'q', 'exchange', 'key', 'headers'] as const;
const states = ['ready', 'unacked', 'delayed', 'scheduled', 'retrying'] as const;

export function readSearch(search: Record<string, unknown>): SearchParams {
  const texts = textParams.filter((name) => isText(search[name])).map((name) => [name, String(search[name])]);
  const state = states.find((one) => one === search['state']);
  const range = chartRanges.find((one) => one === search['range']);
  const { vhost, ...rest } = Object.fromEntries(texts) as SearchParams;
  return {
    ...rest,
    ...(vhost === undefined || vhost === defaultVhost ? {} : { vhost }),
    ...(state === undefined ? {} : { state }),
    ...(range === undefined ? {} : { range }),
    ...(search['order'] === 'oldest' ? { order: 'oldest' } : {}),
  };
}

/** The router reads 12 in an address as a number. */
function isText(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
