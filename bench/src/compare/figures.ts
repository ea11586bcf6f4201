/** By key. */
export type Figures = Readonly<Record<string, number>>;

/** One that stands in the table. */
export interface Figure {
  readonly key: string;
  readonly title: string;
  /** Decimals; thousands are shortened when there are none. */
  readonly digits: number;
  /** Which of two is the better one; a ratio is told then. */
  readonly better?: 'more' | 'less';
}

export const messagesPerSecond: Figure = { key: 'messagesPerSecond', title: 'messages/s', digits: 0, better: 'more' };
/** What a Postgres does for each message. */
export const databaseWork: readonly Figure[] = [
  { key: 'walBytes', title: 'WAL bytes', digits: 0 },
  { key: 'perCommit', title: 'messages a commit', digits: 0 },
];
/** Where it is set from outside. */
export const rateCarried: Figure = { key: 'messagesPerSecond', title: 'messages/s', digits: 0 };
export const serverCpu: Figure = { key: 'serverCpu', title: 'server µs', digits: 1, better: 'less' };

/** µs of CPU for each message. */
export const cpu: readonly Figure[] = [
  serverCpu,
  { key: 'brokerCpu', title: 'broker µs', digits: 1 },
  { key: 'backendsCpu', title: 'Postgres backends µs', digits: 1 },
  { key: 'postgresRestCpu', title: 'rest of Postgres µs', digits: 1 },
  { key: 'clientCpu', title: 'clients µs', digits: 1 },
];

/** ms from the time when a message should have been sent. */
export const endToEnd: readonly Figure[] = latency('endToEnd', 'end to end');
export const confirm: readonly Figure[] = latency('confirm', 'confirm');
/** How late the load client was itself: a part of both. */
export const late: Figure = { key: 'lateP99', title: 'client late p99 ms', digits: 2 };

function latency(key: string, title: string): Figure[] {
  return [
    { key: `${key}P50`, title: `${title} p50 ms`, digits: 2, better: 'less' },
    { key: `${key}P99`, title: `${title} p99 ms`, digits: 2, better: 'less' },
    { key: `${key}P999`, title: `${title} p99.9 ms`, digits: 2, better: 'less' },
  ];
}

/** % of one core while nothing, or little, is asked of the server. */
export const idleCpu: Figure = { key: 'idleCpu', title: 'idle CPU % of a core', digits: 2, better: 'less' };
