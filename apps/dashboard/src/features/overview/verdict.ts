import type { Schemas } from '../../api/client.js';
import type { Format } from '../../preferences/create-format.js';

/** Which of `overview`'s texts says how things are, and what is filled in. */
export interface Verdict {
  readonly key: 'looking' | 'troubled' | 'odd' | 'clear' | 'clearWaiting';
  readonly values: Readonly<Record<string, string | number>>;
}

export interface Known {
  readonly attention: Schemas['Attention'] | undefined;
  readonly overview: Schemas['Overview'] | undefined;
}

/** The state of things in one sentence; trouble is told as soon as it is known. */
export function verdictOf({ attention, overview }: Known, format: Format): Verdict {
  if (attention === undefined) return looking;
  const { affected, queues, findingCount } = attention;
  if (affected > 0) return { key: 'troubled', values: { count: affected, total: format.count(queues) } };
  if (findingCount > 0) return { key: 'odd', values: {} };
  if (overview === undefined) return looking;
  const rate = format.rate(overview.inRate);
  const { oldestAt } = overview.totals;
  if (oldestAt === null) return { key: 'clear', values: { rate } };
  return { key: 'clearWaiting', values: { rate, age: format.age(oldestAt) } };
}

const looking: Verdict = { key: 'looking', values: {} };
