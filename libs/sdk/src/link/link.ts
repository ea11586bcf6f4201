/** A header's value, as every client can send it. */
export type HeaderValue = string | number | boolean | null;

/** A message as it leaves: what a publish middleware sees and may change. */
export interface Outgoing {
  readonly exchange: string;
  readonly routingKey: string;
  body: Buffer;
  contentType: string;
  contentEncoding: string | undefined;
  headers: Record<string, HeaderValue>;
  readonly messageId: string;
  readonly persistent: boolean;
  /** 0 to 255, higher first, in queues that have priorities. */
  readonly priority: number | undefined;
  readonly correlationId: string | undefined;
  readonly replyTo: string | undefined;
  /** Time to live, ms. */
  readonly ttlMs: number | undefined;
  readonly delayMs: number | undefined;
}

/** What the broker keeps of a failed attempt, 8 kB at most. */
export interface AttemptFailure {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

export interface Settlement {
  readonly outcome: 'ack' | 'retry' | 'reject' | 'release';
  readonly delayMs?: number | undefined;
  readonly error?: AttemptFailure | undefined;
}

/** A message as it arrives: what a consume middleware may change before it is read. */
export interface Incoming {
  /** Bytes, or what the transport has made of them: JSON with the content type application/json, text with text/plain. */
  body: unknown;
  contentType: string | undefined;
  contentEncoding: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly messageId: string | undefined;
  readonly correlationId: string | undefined;
  readonly replyTo: string | undefined;
  readonly exchange: string;
  readonly routingKey: string;
  readonly redelivered: boolean;
  /** From 1. */
  readonly attempt: number;
  /** What a transaction acknowledges it by; undefined unless it was asked for and the broker has one. */
  readonly token: string | undefined;
  /** Once; a settlement that the broker can no longer take is passed over, since the message comes again. */
  settle(settlement: Settlement): void;
}

export interface QueueDeclaration {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string | number | boolean>>;
}

export interface Subscription {
  /** Resolves when nothing is delivered any more, with the reason; undefined after `cancel`. */
  readonly ended: Promise<unknown>;
  /** No more deliveries; what was delivered can still be settled. */
  cancel(): Promise<void>;
  /** Gives back what is not settled. */
  close(): Promise<void>;
}

export interface SubscribeOptions {
  readonly prefetch: number;
  /** Deliveries carry their token, where the broker has any. */
  readonly showsToken: boolean;
  readonly onMessage: (message: Incoming) => void;
}

/** One conversation with one broker. It ends once and is not repaired: the session opens another. Errors are HowdahErrors. */
export interface Link {
  /** Extended settlement and delays: what Howdah has and RabbitMQ has not. */
  readonly extended: boolean;
  /** Resolves when it has ended, with the reason. */
  readonly closed: Promise<unknown>;
  declareQueue(declaration: QueueDeclaration): Promise<void>;
  /** queue_not_found */
  checkQueue(name: string): Promise<void>;
  /** Resolves when the broker has stored it. queue_not_found when no queue wanted it. */
  publish(message: Outgoing): Promise<void>;
  /** All in one commit or none of them. */
  publishAtomic(messages: readonly Outgoing[]): Promise<void>;
  subscribe(queue: string, options: SubscribeOptions): Promise<Subscription>;
  /** Sends a request; its answer comes to `onReply`, by the correlation id. */
  request(message: Outgoing, onReply: (reply: Incoming) => void): Promise<void>;
  close(): Promise<void>;
}

/** Opens a link to one address. */
export type OpenLink = (address: string, signal: AbortSignal) => Promise<Link>;
