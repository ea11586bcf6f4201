export type ServerName =
  'howdah' | 'howdah-workers' | 'howdah-two' | 'howdah-replicated' | 'rabbitmq' | 'rabbitmq-cluster' | 'postgres' | 'redis';

interface ServerRoot {
  /** What its processes are counted as; those of Postgres are told apart further. */
  readonly kind: 'broker' | 'postgres';
  readonly pid: number;
}

/** What runs on this machine and is measured. */
export interface Server {
  /** With its version. */
  readonly title: string;
  /** Where its usual clients connect, with user and password. */
  readonly url: string;
  /** The same of another broker at the same queues: where there is one, what is published over the first is consumed over it. */
  readonly otherUrl?: string;
  /** Of the REST API. */
  readonly restUrl?: string;
  /** Of the database behind it. */
  readonly databaseUrl?: string;
  /** The processes that everything it does is below of. */
  readonly roots: readonly ServerRoot[];
  stop(): Promise<void>;
}

/** Where a server may keep its data and its log. */
export interface Place {
  readonly folder: string;
  readonly log: string;
  /** Where CPU profiles are written; null: none are made. */
  readonly profiles: string | null;
}

export type StartServer = (place: Place) => Promise<Server>;
