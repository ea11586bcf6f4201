import type { Schemas } from '../api/client.js';

type QueueStatistics = Schemas['QueueStatistics'];

/** What an event says of queues. */
export interface QueuesEvent {
  /** When it was so, by the broker's clock. */
  readonly at: string;
  /** Whatever is not in it is empty and still. */
  readonly complete: boolean;
  readonly queues: readonly QueueStatistics[];
}

const nothing = {
  ready: 0,
  unacked: 0,
  delayed: 0,
  dead: 0,
  deadLetters: 0,
  oldestAt: null,
  consumers: 0,
  inRate: 0,
  outRate: 0,
};

type Figures = typeof nothing | QueueStatistics;

/** The list as the event leaves it; the same list when it says nothing. */
export function withTold(list: QueueStatistics[], { complete, queues }: Omit<QueuesEvent, 'at'>): QueueStatistics[] {
  if (queues.length === 0 && !complete) return list;
  const told = new Map(queues.map((one) => [one.queue, one]));
  return list.map((one) => told.get(one.queue) ?? (complete ? { ...one, ...nothing } : one));
}

/** What the stream has told of each queue, and when. */
export class ToldQueues {
  readonly #last = new Map<string, { readonly number: number; readonly figures: QueueStatistics }>();
  #number = 0;

  tell({ complete, queues }: QueuesEvent): void {
    this.#number++;
    if (complete) this.#last.clear();
    for (const figures of queues) this.#last.set(figures.queue, { number: this.#number, figures });
  }

  figuresOf(queue: string): Figures {
    return this.#last.get(queue)?.figures ?? nothing;
  }

  /** To be read before a question is sent. */
  get number(): number {
    return this.#number;
  }

  /** An answer to a question that was sent at `number`, not undoing what was told meanwhile. */
  broughtUpToDate(list: QueueStatistics[], number: number): QueueStatistics[] {
    const later = [...this.#last.values()].filter((one) => one.number > number).map(({ figures }) => figures);
    return withTold(list, { complete: false, queues: later });
  }
}

/** Of the virtual host that the stream is about. */
export const toldQueues = new ToldQueues();
