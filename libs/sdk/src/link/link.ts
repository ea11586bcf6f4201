/** A header's value, as every client can send it. */
export type HeaderValue = string | number | boolean | null;

/** A message as it leaves: what a publish middleware sees and may change. */
export interface Outgoing {
  /** Empty: the default exchange, which is all that `publish` uses. */
  readonly exchange: string;
  /** The name of the queue. */
  readonly routingKey: string;
  /** The bytes that will be stored. */
  body: Buffer;
  /** `application/json`, or `application/octet-stream` for bytes. */
  contentType: string;
  /** What was done to the body, in order, with commas; undefined: nothing. */
  contentEncoding: string | undefined;
  /** Its headers. */
  headers: Record<string, HeaderValue>;
  /** Its id. */
  readonly messageId: string;
  /** Whether it survives a crash of the database. */
  readonly persistent: boolean;
  /** 0 to 255, higher first, in queues that have priorities. */
  readonly priority: number | undefined;
  /** What ties it to others. */
  readonly correlationId: string | undefined;
  /** Where the answer to a request goes. */
  readonly replyTo: string | undefined;
  /** Time to live, ms. */
  readonly ttlMs: number | undefined;
  /** How long it is held back, ms. */
  readonly delayMs: number | undefined;
}

/** What the broker keeps of a failed attempt, 8 kB at most. */
export interface AttemptFailure {
  /** The error's name, or its code if it is a HowdahError. */
  readonly name: string;
  /** What went wrong. */
  readonly message: string;
  /** Where, with the stacks of its causes. */
  readonly stack?: string;
}

/** What becomes of a delivery. */
export interface Settlement {
  /** Done, a failed attempt, a dead letter, or back without one. */
  readonly outcome: 'ack' | 'retry' | 'reject' | 'release';
  /** How long it waits before it comes again, ms; undefined: as the queue says. */
  readonly delayMs?: number | undefined;
  /** Kept with the attempt. */
  readonly error?: AttemptFailure | undefined;
}

/** A message as it arrives: what a consume middleware may change before it is read. */
export interface Incoming {
  /** Bytes, or what the transport has made of them: JSON with the content type application/json, text with text/plain. */
  body: unknown;
  /** As its publisher has set it. */
  contentType: string | undefined;
  /** What is still to be undone, the last first; undefined or empty: nothing. */
  contentEncoding: string | undefined;
  /** Its headers. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** What its publisher called it. */
  readonly messageId: string | undefined;
  /** What ties it to others. */
  readonly correlationId: string | undefined;
  /** Where the answer to a request goes. */
  readonly replyTo: string | undefined;
  /** The exchange that it was published to; empty: the default one. */
  readonly exchange: string;
  /** The key that it was published with. */
  readonly routingKey: string;
  /** Was handed out before and came back. */
  readonly redelivered: boolean;
  /** Which delivery this is, from 1. */
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
