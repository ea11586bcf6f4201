import { setTimeout as pause } from 'node:timers/promises';
import { aroundFrom, retryMs, type ClientContext } from './client.js';
import { post } from './http.js';
import { exchange, queues } from './topology.js';

/** Messages of a request, in order. */
const batch = 3;
const queueNames = queues.map(({ name }) => name);

/** Publishes over HTTP under idempotency keys, so that a request whose answer was lost is repeated and still stored once. */
export class RestPublisher {
  #requests = 0;
  #isPublishing = true;
  #isDone = false;

  constructor(
    readonly context: ClientContext,
    private readonly everyMs: number,
  ) {}

  async run(): Promise<void> {
    while (this.#isPublishing) {
      await this.#publish(`${this.context.name}.${++this.#requests}`);
      await pause(this.everyMs);
    }
    this.#isDone = true;
  }

  finish(): void {
    this.#isPublishing = false;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  async #publish(key: string): Promise<void> {
    const { history, name: client, stopped } = this.context;
    const ids = Array.from({ length: batch }, (_, number) => `${key}.${number}`);
    ids.forEach((id, number) =>
      history.add({ type: 'published', id, client, publisher: key, number, queues: queueNames, repeats: false }),
    );
    const messages = ids.map((id) => ({ body: id, properties: { messageId: id } }));
    for (const broker of aroundFrom(this.context)) {
      if (stopped.aborted) return;
      try {
        await post(broker, { path: `exchanges/${exchange}/messages`, body: { messages }, idempotencyKey: key });
        break;
      } catch {
        await pause(retryMs); // stored or not: the next try says
      }
    }
    for (const id of ids) history.add({ type: 'confirmed', id, client });
  }
}
