export type ApiName = 'amqp' | 'rest' | 'graphile-worker' | 'pg-boss' | 'bullmq';

/** Where a client works, and with what. */
export interface Target {
  readonly api: ApiName;
  readonly url: string;
  /** Folder whose node_modules has the peer's own client; unused by ours. */
  readonly packages: string;
}

export interface PublishJob extends Target {
  readonly role: 'publish';
  readonly connections: number;
  readonly exchange: string;
  /** Taken in turn. */
  readonly routingKeys: readonly string[];
  /** Bytes of a body. */
  readonly size: number;
  /** Unconfirmed messages of each connection. */
  readonly window: number;
  /** Messages per second of all connections; 0 is as fast as the window allows. */
  readonly rate: number;
  /** Messages of all connections; 0 is until it is told to stop. */
  readonly count: number;
  /** Deliveries of each message. */
  readonly copies: number;
  /** Deliveries that may be still to come before it waits for consumers; 0 is any number. */
  readonly aheadMax: number;
  /** Messages have priorities from 0 to this. */
  readonly topPriority: number;
}

export interface ConsumeJob extends Target {
  readonly role: 'consume';
  readonly connections: number;
  readonly queues: readonly string[];
  readonly consumersPerQueue: number;
  readonly prefetch: number;
  /** Every queue gets every message, rather than every message one queue. */
  readonly copies: boolean;
}

/** Opens connections and does nothing with them. */
export interface ConnectJob extends Target {
  readonly role: 'connect';
  readonly connections: number;
}

export type Job = PublishJob | ConsumeJob | ConnectJob;

/** What a consumer says by itself, and a publisher is told: how many messages have come. */
export interface Arrived {
  readonly arrived: number;
}

/**
 * What a load client is told. `mark` begins a new measurement, `read` tells of it; `stop` ends publishing when everything is
 * confirmed; `expect` waits until so many messages have come; `close` closes connections, and the client ends.
 */
export type Command =
  | { readonly name: 'start' | 'mark' | 'read' | 'stop' | 'close' }
  | { readonly name: 'expect'; readonly count: number; readonly timeoutMs: number };

/** ms */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** Since the last mark, but for `total`. */
export interface Reading {
  /** ms of the machine's monotonic clock. */
  readonly at: number;
  /** Messages that were confirmed, or received for the first time. */
  readonly total: number;
  /** µs of this client's CPU. */
  readonly cpu: number;
  /** From the intended time of publishing to the confirm or the delivery. */
  readonly latency: Percentiles;
  /** How late the client itself published. */
  readonly late: Percentiles;
  /** Came once more without being marked as redelivered. */
  readonly duplicates: number;
  readonly redelivered: number;
  /** When the first and the last message came, ms; 0 is never. */
  readonly firstAt: number;
  readonly lastAt: number;
}
