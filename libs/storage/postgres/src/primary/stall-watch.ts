import { toBrokerError } from '@howdah/core';
import type { PrimaryClient } from './primary-client.js';
import type { NodeAnswer } from './probe-node.js';

/** The server has no session to spare for the question: no reason to end those it has. */
const isFull = (thrown: unknown): boolean => String(toBrokerError(thrown).details['sqlState']).startsWith('53');

const lookEveryMs = 500;
/** An answer that takes so long is late. */
const lateMs = 2_000;
/** A session that the primary does not know, as behind a pooler: it is given up then. */
const strangeMs = 10_000;

interface Waiting {
  readonly query: object;
  readonly since: number;
}

/**
 * Ends waiting for answers that will not come. A dead peer is not noticed by TCP for many minutes, and a statement must not
 * be cut just for being slow: a commit that waits for its standby would leave a session behind with every try. So the
 * primary is asked over a new connection. One that cannot be asked, or that is another one now, or that has nothing to
 * do for the session, will not answer: the connection is cut, and the outcome of its statement is unknown.
 */
export class StallWatch {
  readonly #waiting = new Map<PrimaryClient, Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;

  constructor(
    private readonly clients: ReadonlySet<PrimaryClient>,
    /** Looks for the primary, which cuts the connections of a former one, and asks it about sessions. */
    private readonly ask: (processIds: readonly number[]) => Promise<NodeAnswer>,
  ) {}

  start(): void {
    this.#timer ??= setInterval(() => this.#check(performance.now()), lookEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#waiting.clear();
  }

  #check(now: number): void {
    const late: PrimaryClient[] = [];
    for (const client of this.clients) {
      const query = client.activeQuery;
      const waiting = this.#waiting.get(client);
      if (query === null) this.#waiting.delete(client);
      else if (waiting?.query !== query) this.#waiting.set(client, { query, since: now });
      else if (now - waiting.since > lateMs) late.push(client);
    }
    for (const client of this.#waiting.keys()) if (!this.clients.has(client)) this.#waiting.delete(client);
    if (late.length > 0 && !this.#isAsking) void this.#examine(late);
  }

  async #examine(late: readonly PrimaryClient[]): Promise<void> {
    this.#isAsking = true;
    const asked = late.map((client) => ({ client, waiting: this.#waiting.get(client)! }));
    try {
      const { working, present } = await this.ask(late.flatMap(({ processId }) => processId ?? []));
      const isHopeless = ({ client: { processId }, waiting }: (typeof asked)[number]): boolean => {
        if (processId === null || working.includes(processId)) return false;
        return present.includes(processId) || performance.now() - waiting.since > strangeMs;
      };
      for (const one of asked) if (isHopeless(one)) this.#cut(one.client, one.waiting);
    } catch (thrown) {
      if (!isFull(thrown)) for (const { client, waiting } of asked) this.#cut(client, waiting);
    } finally {
      this.#isAsking = false;
    }
  }

  /** Unless the answer has come meanwhile. */
  #cut(client: PrimaryClient, { query }: Waiting): void {
    if (client.activeQuery === query) client.cut();
  }
}
