/** What clients have done and seen, in the order they did. `at` is ms by the clock of the run, which never goes back. */
export type Event = Published | Confirmed | Failed | Delivered | Settled | Counted;

/** Handed to a broker; what becomes of it is unknown. Each try has an id of its own, unless it `repeats`. */
export interface Published {
  readonly type: 'published';
  readonly at: number;
  readonly id: string;
  readonly client: string;
  /** A channel, or a request: what a broker keeps in order. */
  readonly publisher: string;
  /** Grows within the publisher. */
  readonly number: number;
  readonly queues: readonly string[];
  /** The client may have sent it more than once under this id. */
  readonly repeats: boolean;
}

/** The broker has said that it is stored. */
export interface Confirmed {
  readonly type: 'confirmed';
  readonly at: number;
  readonly id: string;
  readonly client: string;
}

/** The client's caller was told that it was not published. */
interface Failed {
  readonly type: 'failed';
  readonly at: number;
  readonly id: string;
  readonly reason: string;
}

export interface Delivered {
  readonly type: 'delivered';
  readonly at: number;
  readonly id: string;
  readonly queue: string;
  /** A channel's consumer, or a receive call. */
  readonly consumer: string;
  /** The broker that it came from. */
  readonly broker: string;
  readonly redelivered: boolean;
}

/** The broker has said that this acknowledgment is stored: nobody may see the message there again. */
interface Settled {
  readonly type: 'settled';
  readonly at: number;
  readonly id: string;
  readonly queue: string;
}

/** Nobody publishes, everything was acknowledged: so many messages are in the queue in any state, says a broker. */
export interface Counted {
  readonly type: 'counted';
  readonly at: number;
  readonly queue: string;
  readonly messages: number;
}
